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

monitor="http://$(docker compose port monitor 5000)"
record="$monitor/export/runs/$run/record.json"
read_state='import json, sys; print(json.load(sys.stdin)["state"])'

# The state in the run's record; as long as there is none, the HTTP status (000: no answer).
look() {
  local answer status
  answer=$(curl --silent --max-time 10 --write-out '\n%{http_code}' "$record" || true)
  status=${answer##*$'\n'}
  if [ "$status" != 200 ]; then echo "$status"; return; fi
  "${PYTHON:-python3}" -c "$read_state" <<<"${answer%$'\n'*}"
}

# A run may wait for another one to end, and its record begins with its first task: for that long no record is no fault.
until_recorded=$((SECONDS + ${SMOKE_RECORD_SECONDS:-120}))
until_ended=$((SECONDS + ${SMOKE_SECONDS:-300}))
while [ "$SECONDS" -lt "$until_ended" ]; do
  state=$(look) || fail "the monitor's record of $run cannot be read: $record"
  case "$state" in
    success) echo "smoke: $run succeeded"; exit 0 ;;
    failed) fail "$run failed: $monitor/failure says where and why" ;;
    running) ;;
    *) [ "$SECONDS" -lt "$until_recorded" ] || fail "the monitor has no record of $run: $record answers $state" ;;
  esac
  sleep 2
done
fail "$run did not end in time; $monitor/runs/$run says how far it came"
