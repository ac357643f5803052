# The front door. Everything is made inside the tree; Python 3.11 or later is all that has to be there.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# Downloads are kept inside the tree as well.
export PIP_CACHE_DIR := $(CURDIR)/.venv/pip-cache
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# What Python compiled is kept, also where it is told not to: each of some hundred programs of the tests would do it again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help try check test cover test-long test-versions tests-alone lint format bench bench-million docs site transcripts pictures catalogues lock audit-dependencies clean

help:
	@echo "make try         see it work, on an invented LinkedIn export"
	@echo "make check       the quick checks while working: style, types, layers, and tests without processes"
	@echo "make test        every check: style, types, layers, tests (make test-long: with many more examples)"
	@echo "make test-versions  the tests on each other Python that is installed (3.11, 3.12, 3.13)"
	@echo "make cover       the tests again, counting which lines they run (90 % at the least)"
	@echo "make lint        the checks that run nothing (make format: lay the code out)"
	@echo "make bench       measure against floor programs, at 100,000 facts (make bench-million: at a million)"
	@echo "make docs        write the generated pages again"
	@echo "make site        the documentation as a site, in build/site"
	@echo "make transcripts write every message in its place again, in each language"
	@echo "make pictures    write the pictures of the documentation again (the page needs Chromium)"
	@echo "make catalogues  bring the French catalogue up to date"
	@echo "make lock        choose the versions of all dependencies anew: requirements-dev.lock and the bill of materials"
	@echo "make audit-dependencies  ask whether a locked version has a known weakness (needs the network)"
	@echo "make clean       remove what the others made"

# ---------------------------------------------------------------- the environment, made when needed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python's venv module is needed (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }

# LOCKED=1 installs the versions of requirements-dev.lock; without it the newest within the bounds, as users get them.
LOCKED ?=

# Compiled as pip compiles what it installs: where Python may not write, it would do so at every start.
$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --editable .
	@$(BIN)/python -m compileall -q ledger projections
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	@echo "installing into .venv, with the tools of development ..."
	@if [ -n "$(LOCKED)" ]; then \
	  $(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock \
	    && $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .; \
	else $(BIN)/python -m pip install --quiet --editable '.[dev,sign,encrypt,postgres,web,dask]'; fi
	@$(BIN)/python -m compileall -q ledger projections
	@touch $@ $(VENV)/installed

# ---------------------------------------------------------------- the two commands

try: $(VENV)/installed
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh docs/try.sh

# The quick tests without processes, with few examples each: an answer in a minute and a half.
check: lint
	$(BIN)/pytest -n auto --dist worksteal -q -m "not long and not process and not slow" --hypothesis-profile=quick

test: lint
	$(BIN)/pytest -n auto --dist worksteal $(if $(COVER),--cov --cov-report=term)

# Counting lines takes the laws two and a half times as long: it is asked for, and always in .ci/run.
cover:
	@$(MAKE) test COVER=1

test-long: lint
	$(BIN)/pytest -n auto --dist worksteal -m "long or not long" --hypothesis-profile=long

# On every other Python that we support and that is installed: all tests, with few examples of each law.
test-versions: $(VENV)/installed-dev
	@ran="$$($(BIN)/python -V)"; \
	for version in 3.11 3.12 3.13; do \
	  for python in "python$$version" "$$HOME"/.pyenv/versions/$$version.*/bin/python; do \
	    "$$python" -c "import venv" >/dev/null 2>&1 && break; python=; \
	  done; \
	  [ -n "$$python" ] || { echo "no Python $$version here: not tested"; continue; }; \
	  "$$python" -V | grep -qxF "$$($(BIN)/python -V)" && continue; \
	  $(MAKE) --no-print-directory tests-alone VENV=".venv-$$version" PYTHON="$$python" || exit 1; \
	  ran="$$ran, $$("$$python" -V)"; \
	done; echo "the tests ran on: $$ran"

tests-alone: $(VENV)/installed-dev
	$(BIN)/pytest -n auto --dist worksteal -q -p no:cacheprovider --hypothesis-profile=quick

# ---------------------------------------------------------------- the others

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(VENV)/installed-dev
	$(BIN)/python -m tests.benchmarks --json .benchmarks/hundred-thousand.json

bench-million: $(VENV)/installed-dev
	$(BIN)/python -m tests.benchmarks --size 1000000 --growth --json .benchmarks/million.json

docs: $(VENV)/installed-dev
	$(BIN)/python docs/generate.py

$(VENV)/installed-docs: pyproject.toml $(VENV)/installed-dev
	@$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $@

site: $(VENV)/installed-docs
	$(BIN)/python docs/site.py build/site

transcripts: $(VENV)/installed-dev
	$(BIN)/python docs/transcripts.py

pictures: $(VENV)/installed-dev
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/page_pictures.py

catalogues: $(VENV)/installed-dev
	$(BIN)/python tests/catalogues.py

# uv is asked only here; what it writes, pip installs on every Python that we support.
lock: $(VENV)/installed-dev
	@[ -x $(VENV)/lock/bin/uv ] || { $(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet uv; }
	$(VENV)/lock/bin/uv pip compile pyproject.toml --quiet --no-config --all-extras --universal --python-version 3.11 \
	  --generate-hashes --upgrade --custom-compile-command "make lock" --output-file requirements-dev.lock
	$(BIN)/python docs/bill_of_materials.py

audit-dependencies: $(VENV)/installed-dev
	@[ -x $(VENV)/audit/bin/pip-audit ] || { $(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/python -m pip install --quiet pip-audit; }
	@$(BIN)/python docs/audit_dependencies.py $(VENV)/audit/bin/pip-audit

clean:
	rm -rf .venv .venv-3.1? .benchmarks .try .ci-work build dist .coverage .coverage.* htmlcov .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
