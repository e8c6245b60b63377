# `make demo` opens the bot in the browser, `make test` checks everything.
# Both set up their own virtual environment first; nothing else is needed than
# python3 (3.11 or newer) with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint format bench prove clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Paperboy needs Python 3.11 or newer; call make PYTHON=python3.12, for example.")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

demo: $(VENV)/.ready
	@$(BIN)/paperboy demo $(ARGS)

test: $(VENV)/.ready lint
	$(BIN)/python -m pytest

lint: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Measures the search beside its peers and writes docs/benchmarks.md; give it for example
# ARGS="--sizes 88,10000" or ARGS=--million.
bench: $(VENV)/.bench
	$(BIN)/python -m tests.benchmarks $(ARGS)

# Announces through 60 kills to 500 channels, and to 1,000 channels within Discord's limits:
# the figures of docs/announcements.md.
prove: $(VENV)/.ready
	$(BIN)/python -m tests.benchmarks.kills
	$(BIN)/python -m tests.benchmarks.fanout

$(VENV)/.bench: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
