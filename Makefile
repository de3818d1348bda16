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

demo: $(VENV)/.run ## run the whole story on a sample photo, and draw a sheet of it (ARGS="--url http://127.0.0.1:8000/")
	@$(BIN)/python main.py demo $(ARGS)

test: $(VENV)/.test $(VENV)/.node ## lint, types and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

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
	$(BIN)/python -m benchmarks.watching
	$(BIN)/python -m benchmarks.workers
	$(BIN)/python -m benchmarks.hanging
	$(BIN)/python -m benchmarks.stalled
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.holds
	$(BIN)/python -m benchmarks.analytics

chaos: $(VENV)/.test ## kill -9 at every step, again and again: nothing is lost (ARGS="--seed 7 --times 3")
	$(BIN)/pytest -m damage
	$(BIN)/python -m chaos $(ARGS)

chaos-money: $(VENV)/.test ## spend credits and kill -9 wherever they move: all adds up (ARGS="--operations 2000 --kills 20")
	$(BIN)/python -m chaos.money $(ARGS)

schema: $(VENV)/.run ## write schema.graphql and the table in docs/errors.md from the code
	$(BIN)/python main.py schema
	$(BIN)/python -m schema.remedies

clients: $(VENV)/.test $(VENV)/.node ## generate the typed clients from schema.graphql
	$(BIN)/python -m clients.dart.generate
	cd clients/typescript && node generate.mjs

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

$(VENV)/.test: requirements-test.lock requirements-otel.lock requirements-nudity.lock requirements-axe.lock $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.lock -r requirements-otel.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-nudity.lock -r requirements-axe.lock
	@touch $@

# For the tests of the TypeScript client, which are skipped by name without it.
$(VENV)/.node: clients/typescript/package-lock.json | $(VENV)/bin/python
	@if ! command -v npm >/dev/null; then \
		echo "Node.js with npm is not found: the tests of the TypeScript client are skipped"; \
	elif (cd clients/typescript && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null); then \
		touch $@; \
	else \
		rm -rf clients/typescript/node_modules; \
		echo "npm could not install: the tests of the TypeScript client are skipped"; \
	fi

.PHONY: help run demo test lint format bench chaos chaos-money schema clients coverage-map lock
