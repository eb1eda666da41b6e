#!/usr/bin/env bash
# What the containers of the Airflow image start with: `start.sh init` prepares the database once,
# `start.sh api-server` writes the logins and starts the API server. Secrets of an example end it.
set -euo pipefail

refuse() { echo "start.sh: $*" >&2; exit 64; }

# Secrets that must be there.
require() {
  local name
  for name in "$@"; do
    [ -n "${!name:-}" ] || refuse "expected a secret in $name, got nothing; 'make up' writes a .env with generated ones"
  done
  refuse_examples "$@"
}

# Values with a secret in them, where they are set: which ones are depends on the executor.
refuse_examples() {
  local name
  for name in "$@"; do
    case "${!name:-}" in
      *change-me*) refuse "$name still holds the example's value; 'make up' writes a .env with generated ones" ;;
    esac
  done
}

require AIRFLOW__CORE__FERNET_KEY AIRFLOW__API_AUTH__JWT_SECRET AIRFLOW__API__SECRET_KEY
refuse_examples AIRFLOW__DATABASE__SQL_ALCHEMY_CONN AIRFLOW__CELERY__BROKER_URL AIRFLOW__CELERY__RESULT_BACKEND \
                AIRFLOW_CONN_MONITOR AIRFLOW_CONN_SMTP_DEFAULT
case "${1:-}" in
  init)
    airflow db migrate
    ;;
  api-server)
    require AIRFLOW_ADMIN_PASSWORD MONITOR_AIRFLOW_PASSWORD
    # SimpleAuthManager reads the passwords from a file that it must be able to write.
    export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE="${AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE:-/opt/airflow/auth/passwords.json}"
    umask 077
    python -c 'import json, os, sys
json.dump({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"], "monitor": os.environ["MONITOR_AIRFLOW_PASSWORD"]}, sys.stdout)
' > "$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
    exec airflow api-server
    ;;
  *) refuse "expected 'init' or 'api-server', got '${1:-}'" ;;
esac
