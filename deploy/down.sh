#!/usr/bin/env bash
# `make down`: stops and removes the containers of every profile. The volumes, with all data, stay.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f .env ] || { echo "down: no .env, so nothing was started from here"; exit 0; }
docker compose --profile '*' down --remove-orphans "$@"
