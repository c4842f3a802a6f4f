# The same few words at the desk and in CI. Everything is set up in .venv, which needs Python 3.11 and nothing else, with the
# releases that requirements.lock names: what passes today passes next year.
PYTHON ?= python3
SCRIPTS := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
BIN := .venv/$(SCRIPTS)
NEWEST := .venv-newest/$(SCRIPTS)
OLDEST := .venv-oldest/$(SCRIPTS)
LOCK := .venv-lock/$(SCRIPTS)
RUNS := .venv/.runs
WORKS := .venv/.works
INSTALL := -m pip install --quiet --disable-pip-version-check
OURS := --no-build-isolation --editable
CHECKERS := tests/browser/node_modules/.installed
SCENARIO ?= scenarios/base.yaml

.PHONY: run check test browser checkers lint format kernel bench pictures campaign sanitize machines lock newest oldest clean

run: $(RUNS)          ## play one history of SCENARIO
	@$(BIN)/escalation-sim run $(SCENARIO)

check: $(RUNS)        ## the scenarios against their claims and their recorded results
	@$(BIN)/escalation-sim check scenarios/

test: $(WORKS)        ## everything that is promised, in a quarter of an hour
	$(BIN)/python -m pytest -q -n auto

browser: $(WORKS) checkers  ## the page in real browsers: numbers, controls, address, paper; `make test` does it too where there are some
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -q tests/browser

checkers: $(CHECKERS) ## what looks the page over, as HTML and for whoever does not see it, from npm

lint: $(WORKS)        ## formatter, rules and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(WORKS)      ## let the formatter and the mechanical rules have their way
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

kernel: $(WORKS)      ## kernel.wasm, made anew of its C
	$(BIN)/python -m tests.engines.kernel.building

bench: $(WORKS)       ## speed, as ratios within one run
	$(BIN)/python benchmarks/bench.py

pictures: $(WORKS)    ## the pictures of docs/pictures.md, made anew
	$(BIN)/python -m tests.documents.pictures

campaign: $(WORKS)    ## the slow checks: tens of thousands of random scenarios
	$(BIN)/python -m pytest -q -m campaign
	$(BIN)/python -m tests.campaign.properties 20000
	$(BIN)/python -m tests.campaign.agreement 20000

sanitize: $(WORKS)    ## the kernel under sanitizers and valgrind: random scenarios, and damaged blocks
	$(BIN)/python -m tests.engines.kernel.sanitizing

machines: $(WORKS)    ## the same bytes from every compiler that is here, and on other processors under qemu
	$(BIN)/python -m tests.engines.kernel.machines

lock: .venv-lock/pyvenv.cfg           ## requirements.lock made anew, with the newest releases there are today
	$(LOCK)/python $(INSTALL) --upgrade uv
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(LOCK)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
		--all-extras --upgrade --no-annotate --no-emit-index-url --output-file requirements.lock pyproject.toml

newest: .venv-newest/pyvenv.cfg       ## the tests with the newest releases there are today
	$(NEWEST)/python $(INSTALL) --upgrade setuptools
	$(NEWEST)/python $(INSTALL) --upgrade --upgrade-strategy eager $(OURS) '.[dev]'
	$(NEWEST)/python -m pytest -q -n auto

# Libraries that are years apart warn of each other, which is not what these tests are about.
oldest: .venv-oldest/.works           ## the tests with the lowest releases that pyproject.toml allows, on Python 3.11
	$(OLDEST)/python -m pytest -q -n auto -W ignore::DeprecationWarning -W ignore::FutureWarning

clean:
	rm -rf tests/browser/node_modules .venv .venv-newest .venv-oldest .venv-lock build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit("escalation-sim needs Python 3.11 or later, not " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

# The project is built by the setuptools of the environment, which are those of the lock; pip would fetch others for the build.
$(RUNS): pyproject.toml requirements.lock | .venv/pyvenv.cfg
	$(BIN)/python $(INSTALL) -c requirements.lock setuptools
	$(BIN)/python $(INSTALL) -c requirements.lock $(OURS) .
	@touch $@

$(WORKS): pyproject.toml requirements.lock | .venv/pyvenv.cfg
	$(BIN)/python $(INSTALL) -c requirements.lock setuptools
	$(BIN)/python $(INSTALL) -c requirements.lock $(OURS) '.[dev]'
	@touch $@ $(RUNS)

$(CHECKERS): tests/browser/package.json tests/browser/package-lock.json
	@command -v npm > /dev/null || { echo 'make checkers needs npm, which comes with Node.js (on Debian and Ubuntu: npm)' >&2; exit 1; }
	npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error
	@touch $@

.venv-lock/pyvenv.cfg:
	$(PYTHON) -m venv .venv-lock

.venv-newest/pyvenv.cfg: pyproject.toml
	$(PYTHON) -m venv --clear .venv-newest

.venv-oldest/.works: pyproject.toml tests/versions.py
	@for python in '$(PYTHON)' python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2> /dev/null; then \
			$$python -m venv --clear .venv-oldest && exit; \
		fi; \
	done; echo 'the lowest releases are those for Python 3.11: make oldest PYTHON=/where/python3.11/is' >&2; exit 1
	$(OLDEST)/python tests/versions.py > .venv-oldest/lowest.txt
	$(OLDEST)/python $(INSTALL) -c .venv-oldest/lowest.txt setuptools
	$(OLDEST)/python $(INSTALL) -c .venv-oldest/lowest.txt $(OURS) '.[dev]'
	@touch $@
