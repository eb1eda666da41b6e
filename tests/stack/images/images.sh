#!/usr/bin/env bash
# Builds the stand-ins from Debian's packages and prints the variables that name them:
#   eval "$(tests/stack/images/images.sh)"
set -euo pipefail
cd "$(dirname "$0")"
for target in mailpit prometheus statsd-exporter s3; do
  docker build --quiet --target "$target" --tag "stack-stand-in/$target:local" . >&2
done
cat <<'V'
export MAILPIT_IMAGE=stack-stand-in/mailpit:local
export PROMETHEUS_IMAGE=stack-stand-in/prometheus:local
export STATSD_EXPORTER_IMAGE=stack-stand-in/statsd-exporter:local
export PYTHON_IMAGE=python:3.11-slim-bookworm
export S3_IMAGE=stack-stand-in/s3:local
export GRAFANA_SCALE=0
V
