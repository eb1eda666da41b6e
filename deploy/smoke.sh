#!/usr/bin/env bash
# Runs the pipeline once on the stack that `make up` started, and ends well only when the run did.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "smoke: $*" >&2; exit 1; }
airflow() { docker compose exec -T airflow-cli airflow "$@" 2>/dev/null; }

dag=ml_pipeline_advertising
run="smoke_$(date -u +%Y%m%dT%H%M%S)"
for _ in $(seq 60); do airflow dags details "$dag" >/dev/null && break; sleep 2; done
airflow dags trigger "$dag" --run-id "$run" >/dev/null || fail "Airflow does not know the DAG $dag: dagspec check says why"

read_state='import json, sys; print(json.load(sys.stdin)["state"])'
monitor="http://$(docker compose port monitor 5000)"
for _ in $(seq 150); do
  state=$(curl -fsS "$monitor/runs/$run/record.json" 2>/dev/null | "${PYTHON:-python3}" -c "$read_state" 2>/dev/null || true)
  case "$state" in
    success) echo "smoke: $run succeeded"; exit 0 ;;
    failed) fail "$run failed: $monitor/failure says where and why" ;;
  esac
  sleep 2
done
fail "$run did not end within 5 minutes"
