#!/usr/bin/env bash
# `make up`: a .env with generated secrets if there is none, images built or pulled, every service healthy,
# the addresses printed. Arguments go to `docker compose up`, for example --scale airflow-worker=2.
set -euo pipefail
cd "$(dirname "$0")/.."

# A machine that does other things too takes minutes where an idle one takes half of one.
seconds=600

fail() { echo "up: $*" >&2; exit 1; }

command -v docker >/dev/null || fail "Docker is not installed; 'make run' needs none"
docker compose version >/dev/null 2>&1 || fail "expected Docker Compose v2 ('docker compose'), which is not installed"
docker info >/dev/null 2>&1 || fail "the Docker engine does not answer; is it running, and may this user reach it?"

"${PYTHON:-python3}" deploy/environment.py .

value() { sed -n "s/^$1=//p" .env | tail -1 | sed "s/^'\(.*\)'\$/\1/; s/^\"\(.*\)\"\$/\1/"; }
address() { echo "http://$(docker compose port "$1" "$2" 2>/dev/null)"; }
running() { docker compose ps --services --status running | grep -qx "$1"; }

# Builds the image of a service, or pulls it where PIPELINE_IMAGE or MONITOR_IMAGE names a released one.
get_image() {
  local name=${!1:-$(value "$1")}
  case "$name" in
    "" | *:local) docker compose build --quiet "$2" ;;
    *) docker compose pull --quiet "$2" || fail "$name ($1) could not be pulled; a name that ends in :local is built here" ;;
  esac
}

get_image PIPELINE_IMAGE airflow-init
get_image MONITOR_IMAGE monitor
docker compose up --detach --no-build --wait --wait-timeout "$seconds" "$@" || {
  docker compose ps --all
  fail "not every service became healthy within $seconds s; 'docker compose logs SERVICE' says why"
}

echo
echo "Airflow     $(address airflow-apiserver 8080)   login admin, password $(value AIRFLOW_ADMIN_PASSWORD)"
echo "Monitor     $(address monitor 5000)"
if running mailpit; then echo "Mails       $(address mailpit 8025)"; fi
if running prometheus; then echo "Prometheus  $(address prometheus 9090)"; fi
if running grafana; then echo "Grafana     $(address grafana 3000)   login admin, password $(value GRAFANA_PASSWORD)"; fi
if running flower; then echo "Flower      $(address flower 5555)"; fi
echo
echo "First run:  docker compose exec airflow-cli airflow dags trigger ml_pipeline_advertising"
echo "Stop:       make down (the data stays; 'docker compose down --volumes' deletes it)"
