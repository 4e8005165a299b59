# make run     the browser app on http://localhost:8501 (PORT=... changes it), with sample data on first use
# make test    lint, types, import contracts and every test that needs no key
# make test-model   drafts through a real small model server; builds it first, takes a while

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint types contracts gate tests browser test-model bench format clean

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("steadyhand needs Python 3.11 or newer; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@

run: $(VENV)/.installed
	$(BIN)/steadyhand ui --sample --port $(PORT)

test: lint types contracts gate tests

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-test
	$(BIN)/mypy

contracts: $(VENV)/.installed-test
	$(BIN)/lint-imports

gate: $(VENV)/.installed-test
	@STEADYHAND=$(BIN)/steadyhand sh .ci/gate

browser: $(VENV)/.installed-test
	@PYTHON=$(BIN)/python sh .ci/browser

tests: $(VENV)/.installed-test browser
	$(BIN)/pytest -m 'not live' --numprocesses 2 --dist loadfile

test-model: $(VENV)/.installed-test
	sh tests/live/serve_model
	$(BIN)/pytest -m live tests/live

bench: $(VENV)/.installed-test
	$(BIN)/python -m evals.benchmarks.retrieval
	$(BIN)/python -m evals.benchmarks.drafts
	$(BIN)/python -m evals.benchmarks.checks
	$(BIN)/python -m evals.benchmarks.latency
	$(BIN)/python -m evals.benchmarks.scale
	$(BIN)/python -m evals.benchmarks.triage
	$(BIN)/python -m evals.benchmarks.status
	$(BIN)/python -m evals.benchmarks.ui

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
