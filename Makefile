# make setup, demo, test, slow, bench, lint: each works straight after a clone.
PYTHON ?= python3
DIR ?= demo
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
QUIET := $(if $(CI),--quiet --quiet)

.PHONY: setup demo test slow bench lint pictures

setup: .venv/.ready
	@$(BIN)/python -m service.assets
	@$(BIN)/python tests/set_up.py

.venv/.ready: pyproject.toml package.json package-lock.json
	@echo "Making .venv and fetching the Python packages (about two minutes) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install $(QUIET) --editable '.[dev]'
	@$(BIN)/python -m service.assets
	@touch $@

demo: .venv/.ready
	@$(BIN)/patient-voice demo --dir $(DIR) --port $(PORT)

# All but the slow ones, in about ten minutes. One file or one test, slow or not: make test ARGS=tests/test_architecture.py
test: .venv/.ready
	@$(BIN)/python tests/set_up.py
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(if $(ARGS),$(ARGS),-m "not slow")

# The others: whole days with faults at random, LibreOffice, a browser, processes killed.
slow: .venv/.ready
	@$(BIN)/python tests/set_up.py
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m slow

bench: .venv/.ready
	@$(BIN)/python -m bench

lint: .venv/.ready
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy service jobs sheet_templates

pictures: .venv/.ready
	@$(BIN)/python -m tests.pictures --to docs/pictures
