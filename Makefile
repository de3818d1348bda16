# `make` alone lists what can be done.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Compiled modules are kept, whatever the environment says: tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.run ## start everything: database, web and worker, at http://127.0.0.1:8000/
	@exec $(BIN)/python main.py

test: $(VENV)/.test ## lint, types and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.test ## lint and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test ## bring the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test ## what it costs, as ratios measured in one run
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.headshots
	$(BIN)/python -m benchmarks.avatar
	$(BIN)/python -m benchmarks.pictures
	$(BIN)/python -m benchmarks.overhead
	$(BIN)/python -m benchmarks.workers
	$(BIN)/python -m benchmarks.hanging
	$(BIN)/python -m benchmarks.stalled
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.holds
	$(BIN)/python -m benchmarks.analytics

chaos: $(VENV)/.test ## kill -9 at every step, again and again: nothing is lost (ARGS="--seed 7 --times 3")
	$(BIN)/python -m chaos $(ARGS)

chaos-money: $(VENV)/.test ## spend credits and kill -9 wherever they move: all adds up (ARGS="--operations 2000 --kills 20")
	$(BIN)/python -m chaos.money $(ARGS)

schema: $(VENV)/.run ## write schema.graphql from the code
	$(BIN)/python main.py schema

coverage-map: $(VENV)/.test ## requirement ids that no test names
	$(BIN)/python -m tests.coverage_map

lock: ## pin what pyproject.toml asks for, with all that it pulls in
	$(PYTHON) -m venv --clear var/lock
	var/lock/bin/python tests/locking.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Visage needs Python 3.11, 3.12 or 3.13: name one, as in make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "No virtual environment could be made: install python3-venv"; exit 1; }

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@echo "Installing what Visage needs (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

$(VENV)/.test: requirements-test.lock requirements-nudity.lock $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-nudity.lock
	@touch $@

.PHONY: help run test lint format bench chaos chaos-money schema coverage-map lock
