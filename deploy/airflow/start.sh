#!/usr/bin/env bash
# What the containers of the Airflow image start with: `start.sh init` prepares the database once,
# `start.sh api-server` writes the logins and starts the API server. Secrets of an example end it.
set -euo pipefail

refuse() { echo "start.sh: $*" >&2; exit 64; }

no_example_secrets() {
  local name
  for name in AIRFLOW__CORE__FERNET_KEY AIRFLOW__API_AUTH__JWT_SECRET AIRFLOW__API__SECRET_KEY \
              AIRFLOW_ADMIN_PASSWORD MONITOR_AIRFLOW_PASSWORD MONITOR_TOKEN; do
    [ -n "${!name:-}" ] || refuse "expected a secret in $name, got nothing; 'make up' writes a .env with generated ones"
    case "${!name}" in
      *change-me*) refuse "$name still holds the example's value; 'make up' writes a .env with generated ones" ;;
    esac
  done
}

no_example_secrets
case "${1:-}" in
  init)
    airflow db migrate
    ;;
  api-server)
    # SimpleAuthManager reads the passwords from a file that it must be able to write.
    umask 077
    python -c 'import json, os, sys
json.dump({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"], "monitor": os.environ["MONITOR_AIRFLOW_PASSWORD"]}, sys.stdout)
' > "$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
    exec airflow api-server
    ;;
  *) refuse "expected 'init' or 'api-server', got '${1:-}'" ;;
esac
