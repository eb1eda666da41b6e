#!/usr/bin/env bash
# Makes .venv from the locked requirements. Says in one sentence what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "setup: $*" >&2; exit 1; }

[ -n "${PYTHON:-}" ] || fail "no Python found; install Python 3.11, 3.12 or 3.13"
version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
  fail "$PYTHON does not run; name another Python with 'make setup PYTHON=...'"
case "$version" in
  3.11 | 3.12 | 3.13) ;;
  *) fail "expected Python 3.11 to 3.13, got $version ($PYTHON); name another with 'make setup PYTHON=...'" ;;
esac

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
  echo "setup: virtual environment with Python $version"
  rm -rf .venv
  "$PYTHON" -m venv .venv >/dev/null 2>&1 ||
    fail "'$PYTHON -m venv' failed; on Debian and Ubuntu install python$version-venv"
fi

echo "setup: installing the locked requirements"
# pip tells of a missing network in many lines; one try more is enough to know.
errors=$(.venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 10 \
  --require-hashes -r requirements/installer.lock 2>&1) || {
  case "$errors" in
    *"connection broken"* | *"Max retries exceeded"*) ;;
    *) echo "$errors" >&2 ;;
  esac
  fail "the installer could not be fetched; is there a network, and does pip reach its package index?"
}
.venv/bin/uv pip install --quiet --python .venv --require-hashes -r requirements/dev.lock ||
  fail "the requirements could not be installed (see above): a network or a package index that cannot be reached, or a package that needs a C compiler (Debian: build-essential python3-dev)"
.venv/bin/uv pip install --quiet --python .venv --no-deps --no-build-isolation -e . ||
  fail "the project itself could not be installed (see above)"
.venv/bin/python -m compileall -q dagspec pipeline_tasks monitor embedded
