# The same few words at the desk and in CI. Everything is set up in .venv, which needs Python 3.11 and nothing else.
PYTHON ?= python3
BIN := .venv/bin
RUNS := .venv/.runs
WORKS := .venv/.works
SCENARIO ?= scenarios/base.yaml

.PHONY: run check test lint format bench pictures campaign clean

run: $(RUNS)          ## play one history of SCENARIO
	@$(BIN)/escalation-sim run $(SCENARIO)

check: $(RUNS)        ## the scenarios against their claims and their recorded results
	@$(BIN)/escalation-sim check scenarios/

test: $(WORKS)        ## everything that is promised, in a few minutes
	$(BIN)/python -m pytest -q -n auto

lint: $(WORKS)        ## formatter, rules and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(WORKS)      ## let the formatter and the mechanical rules have their way
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(WORKS)       ## speed, as ratios within one run
	$(BIN)/python benchmarks/bench.py

pictures: $(WORKS)    ## the pictures of docs/pictures.md, made anew
	$(BIN)/python -m tests.documents.pictures

campaign: $(WORKS)    ## the slow checks: tens of thousands of random scenarios
	$(BIN)/python -m pytest -q -m campaign
	$(BIN)/python -m tests.campaign.properties 20000
	$(BIN)/python -m tests.campaign.agreement 20000

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("escalation-sim needs Python 3.11 or later, not " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

$(RUNS): pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(WORKS): pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(RUNS)
