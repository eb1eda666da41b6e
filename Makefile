# Each target sets up what it needs. `make run` and `make test` are all that a newcomer needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# The first that runs: a version manager puts names on the path that only say which version to install.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c '' 2>/dev/null && command -v $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade)

.PHONY: help run test coverage setup lint check bench up down test-stack mutation screenshots lock clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: $(READY)  ## check the specs, start everything, run the pipeline once; ONCE=1 ends then, DATA=file.csv takes other data
	@$(BIN)/python -m embedded $(if $(filter-out 0 no false,$(ONCE)),--once) $(if $(DATA),--data "$(DATA)")

test: $(READY)  ## all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(TEST_ARGS)

coverage: $(READY)  ## all tests, and which lines and branches none of them runs
	@$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered $(TEST_ARGS)

setup: $(READY)  ## the virtual environment, from the locked requirements

$(READY): requirements/dev.lock requirements/installer.lock pyproject.toml
	@PYTHON="$(PYTHON)" deploy/setup.sh
	@touch $@

lint: $(READY)  ## formatting, linting, types, architecture
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint  ## what CI asks of every change, besides the tests
	@$(BIN)/dagspec check --strict

bench: $(READY)  ## the figures of docs/performance.md, into benchmarks/results/latest.json
	@$(BIN)/python -m benchmarks

up:  ## the whole system in containers, with generated secrets; WORKERS=2 for two workers
	@PYTHON="$(PYTHON)" deploy/up.sh $(if $(WORKERS),--scale airflow-worker=$(WORKERS))

down:  ## stop the containers; the data stays
	@deploy/down.sh

test-stack: $(READY)  ## the containers from nothing to a green run, then one fault after another (half an hour)
	@TEST_STACK=1 $(BIN)/python -m pytest tests/stack/test_stack.py $(TEST_ARGS)

mutation: $(READY)  ## the figures of docs/mutation.md: how many faults of a spec are found, judged by Airflow
	@$(BIN)/python -m tests.mutation --count 2600 --seed 11 --write

screenshots: $(READY)  ## the pictures in docs/screenshots, of a monitor that it starts for them
	@$(BIN)/python -m tests.monitor.screenshots

lock: $(READY)  ## lock the dependencies of pyproject.toml anew; UPGRADE=1 takes the newest ones
	@$(COMPILE) pyproject.toml --all-extras --group dev -o requirements/dev.lock
	@$(COMPILE) pyproject.toml --extra pipeline --extra airflow --extra celery -c requirements/dev.lock -o requirements/airflow.lock
	@$(COMPILE) pyproject.toml --extra monitor -c requirements/dev.lock -o requirements/monitor.lock
	@echo uv | $(COMPILE) - -o requirements/installer.lock

clean:  ## remove the virtual environment and everything a run made
	@rm -rf .venv var
