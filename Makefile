# Two commands do all the set-up on a fresh machine with Python >= 3.10 and Node >= 20: `make demo` and `make test`.
PYTHON ?= python3
NPM ?= npm

VENV := .venv
BIN := $(VENV)/bin
# Stamps: newer than the file that says what to install, or it is installed again.
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
NODE_DEMO := demo/typescript
NODE_INSTALLED := $(NODE_DEMO)/node_modules/.package-lock.json

.PHONY: help demo test lint docs clean

help:
	@echo "make demo   install into $(VENV) and lint demo/: spanlint finds the one bad call of each language"
	@echo "make test   everything that a change must pass: lint, types, tests with the real SDKs, coverage"
	@echo "make lint   ruff and mypy alone"
	@echo "make docs   write the generated parts of the documentation again"
	@echo "make clean  remove what the others made"

# An uncaught exception exits with 1 too, as findings do: so the findings are counted as well.
demo: $(INSTALLED)
	@$(BIN)/spanlint demo; status=$$?; \
	found=$$($(BIN)/spanlint --output-format concise demo | grep -c ': SPN002 '); \
	if [ $$status -ne 1 ] || [ $$found -ne 2 ]; then \
	  echo "make demo: spanlint exited with $$status and $$found findings, expected 1 and 2" >&2; exit 1; \
	fi

test: lint $(NODE_INSTALLED)
	$(BIN)/python -m pytest --numprocesses auto --cov --cov-fail-under=90

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(INSTALLED_DEV)
	$(BIN)/python tools/write_docs.py

clean:
	rm -rf $(VENV) $(NODE_DEMO)/node_modules $(NODE_DEMO)/dist build dist *.egg-info
	rm -rf .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# pip before 21.3 cannot install editable from pyproject.toml alone; Python 3.10.0 came with 21.2.
$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'pip>=22'
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(INSTALLED_DEV): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'pip>=22'
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(INSTALLED)

$(NODE_INSTALLED): $(NODE_DEMO)/package.json $(NODE_DEMO)/package-lock.json
	cd $(NODE_DEMO) && $(NPM) ci --no-audit --no-fund
	@touch $@
