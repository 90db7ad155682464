# Two commands do all the set-up on a fresh machine with Python >= 3.10 and Node >= 20: `make demo` and `make test`.
PYTHON ?= python3
NPM ?= npm

VENV := .venv
BIN := $(VENV)/bin
# Stamps: newer than the file that says what to install, or it is installed again.
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
BENCH_VENV := .bench-venv
BENCH_INSTALLED := $(BENCH_VENV)/.installed
LOWEST_VENV := .lowest-venv
LOWEST_INSTALLED := $(LOWEST_VENV)/.installed
LOCK_VENV := .lock-venv
RELEASE_VENV := .release-venv
RELEASE_INSTALLED := $(RELEASE_VENV)/.installed
NODE_DEMO := demo/typescript
NODE_INSTALLED := $(NODE_DEMO)/node_modules/.package-lock.json
VSCODE := editors/vscode
VSCODE_INSTALLED := $(VSCODE)/node_modules/.package-lock.json

# Some tests run the program hundreds of times: where nobody keeps what is compiled, each of them compiles all of it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo quick test test-measured test-unmeasured test-lowest chromium neovim emacs code-server shells fuzz fixes lock lint docs bench bench-trace bench-sweep release clean

help:
	@echo "make demo   install into $(VENV) and lint demo/: spanlint finds the one bad call of each language"
	@echo "make quick  run ruff and the tests that start no process, in half a minute on two processors"
	@echo "make test   run everything that a change must pass: lint, types, tests with the real SDKs, coverage"
	@echo "make test-lowest   test readers, fixes and rules with the lowest versions of the dependencies"
	@echo "make chromium   install the browser that tests open HTML pages in, on Debian and Ubuntu"
	@echo "make code-server   install the editor in a browser that the extension is tried in; no other command needs it"
	@echo "make neovim   install the editor that the language server is tested in, on Debian and Ubuntu"
	@echo "make emacs   install another editor for it, on Debian and Ubuntu; no other command needs it"
	@echo "make shells   install the shells whose completion is tested, on Debian and Ubuntu"
	@echo "make fuzz   search for files that break a promise, for SECONDS=60 in each of two ways, kill --fix KILLS=201 times, judge MUTATIONS=10000 exports"
	@echo "make fixes  fix copies of CORPUS=\"DIR ...\", git work trees, and compare what changed with what was reported"
	@echo "make lock   regenerate requirements/ after a change of pyproject.toml"
	@echo "make lint   run ruff and mypy only"
	@echo "make docs   regenerate parts of the documentation"
	@echo "make bench  time spanlint against other tools; CORPUS=DIR names a git work tree, BENCH=--help tells more"
	@echo "make bench-trace  time spanlint trace on generated exports; BENCH=--help tells more"
	@echo "make bench-sweep  time spanlint sweep over REPOS=\"DIR ...\", local repositories; BENCH=--help tells more"
	@echo "make release  build the distributions into dist/, check them, and try the wheel with pip, pipx and uvx"
	@echo "make clean  remove everything that the other commands created"

# An uncaught exception exits with 1 too, as findings do: so the findings are counted as well.
demo: $(INSTALLED)
	@$(BIN)/spanlint demo; status=$$?; \
	found=$$($(BIN)/spanlint --output-format concise demo | grep -c ': SPN002 '); \
	if [ $$status -ne 1 ] || [ $$found -ne 2 ]; then \
	  echo "make demo: spanlint exited with $$status and $$found findings, expected 1 and 2" >&2; exit 1; \
	fi

PYTEST := -m pytest --numprocesses auto --dist worksteal

quick: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python $(PYTEST) --hypothesis-profile quick -m 'not program and not fuzz and not hostile'

# Measuring makes a test of much work up to four times as slow; the others have to reach the bound without these.
UNMEASURED := tests/fuzz tests/hostile tests/memory
UNMEASURED += tests/lint/test_judge.py tests/regions/test_components.py tests/server/test_units.py tests/sweep/test_page.py
UNMEASURED += tests/house tests/trace/test_extremes.py tests/trace/test_page.py
test: lint test-measured test-unmeasured

test-measured: $(INSTALLED_DEV) $(NODE_INSTALLED) $(VSCODE_INSTALLED)
	$(BIN)/python $(PYTEST) --cov --cov-fail-under=90 $(UNMEASURED:%=--ignore=%)

test-unmeasured: $(INSTALLED_DEV)
	$(BIN)/python $(PYTEST) $(UNMEASURED)

test-lowest: $(LOWEST_INSTALLED)
	$(LOWEST_VENV)/bin/python $(PYTEST) --hypothesis-profile quick -m 'not program' --ignore tests/lint/test_judge.py \
	  tests/fuzz/test_constructs.py tests/languages tests/lint tests/rulebook

# Tests are skipped where it is missing, but for CI=true, where they fail.
SUDO := $(if $(shell command -v sudo),sudo)
chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -qq --yes --no-install-recommends chromium >/dev/null; }

# The same of an editor.
neovim:
	@command -v nvim >/dev/null || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -qq --yes --no-install-recommends neovim >/dev/null; }

# Another one, for a test that is skipped without it, also in CI: it is large. Emacs 29 and later have eglot themselves.
emacs:
	@command -v emacs >/dev/null || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -qq --yes --no-install-recommends emacs-nox elpa-eglot >/dev/null; }

# An editor in a browser, for a test that is skipped without it, also in CI: it is large, and a C++ compiler builds parts.
# Without its own scripts, which fetch programs that nothing here needs from elsewhere than the registry.
CODE_SERVER := .code-server
CODE_SERVER_VERSION := 4.100.3
EDITOR_PARTS := node-pty @vscode/spdlog native-watchdog
code-server: $(VSCODE_INSTALLED) $(CODE_SERVER)/installed
$(CODE_SERVER)/installed:
	mkdir -p $(CODE_SERVER)
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(CODE_SERVER) code-server@$(CODE_SERVER_VERSION)
	cd $(CODE_SERVER)/node_modules/code-server/lib/vscode && npm install --silent --no-audit --no-fund --omit=dev --ignore-scripts
	cd $(CODE_SERVER)/node_modules/code-server/lib/vscode/extensions && npm install --silent --no-audit --no-fund --omit=dev --ignore-scripts
	-cd $(CODE_SERVER)/node_modules/code-server/lib/vscode && npm rebuild --silent --nodedir=$(NODE_HEADERS) $(EDITOR_PARTS)
	cd $(CODE_SERVER)/node_modules/argon2 && npm_config_nodedir=$(NODE_HEADERS) npx node-pre-gyp rebuild --build-from-source >/dev/null 2>&1
	@touch $@
NODE_HEADERS = $(shell node --print 'path.dirname(path.dirname(process.execPath))')

# The same of the shells whose completion is tested.
shells:
	@command -v fish >/dev/null && command -v zsh >/dev/null && command -v tcsh >/dev/null || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -qq --yes --no-install-recommends fish zsh tcsh >/dev/null; }

SECONDS ?= 60
KILLS ?= 201
MUTATIONS ?= 10000
# No wheel of it is there for every version of Python and every system, and nothing but this needs it.
ATHERIS := 'atheris>=2.3,<4'
fuzz: $(INSTALLED_DEV)
	$(BIN)/python -m tools.fuzz --seconds $(SECONDS)
	@$(BIN)/python -m pip install --quiet --only-binary :all: $(ATHERIS) 2>/dev/null || echo "no $(ATHERIS) installs here"
	$(BIN)/python -m tools.fuzz_coverage --seconds $(SECONDS)
	$(BIN)/python -m tools.kill_fixes --kills $(KILLS)
	$(BIN)/python -m tests.trace.mutations $(MUTATIONS)

fixes: $(INSTALLED_DEV)
	$(BIN)/python -m tools.check_fixes $(CORPUS)

UV_COMPILE := $(LOCK_VENV)/bin/uv pip compile --quiet --universal --python-version 3.10 --upgrade --no-emit-index-url
UV_COMPILE += --no-annotate --no-header --no-strip-extras
HEAD_OF_DEV := \# Written by `make lock`: what the development environment is made of, on every system and Python, with hashes.
HEAD_OF_LOWEST := \# Written by `make lock`: the lowest versions that pyproject.toml allows. `make test-lowest` tests with them.
lock:
	$(PYTHON) -m venv $(LOCK_VENV)
	$(LOCK_VENV)/bin/python -m pip install --quiet uv
	echo '$(HEAD_OF_DEV)' > requirements/dev.txt
	$(UV_COMPILE) --generate-hashes --all-extras pyproject.toml >> requirements/dev.txt
	echo '$(HEAD_OF_LOWEST)' > requirements/lowest.txt
	$(UV_COMPILE) --resolution lowest-direct pyproject.toml >> requirements/lowest.txt

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(INSTALLED_DEV)
	$(BIN)/python -m tools.write_docs

# A plain installation, as users have it: the import hook of an editable one takes longer than most runs.
bench: $(BENCH_INSTALLED) $(INSTALLED_DEV) $(NODE_INSTALLED)
	rm -rf build
	$(BENCH_VENV)/bin/python -m pip install --quiet --force-reinstall --no-deps .
	$(BENCH_VENV)/bin/python -m bench $(BENCH) $(CORPUS)

bench-trace: $(BENCH_INSTALLED)
	rm -rf build
	$(BENCH_VENV)/bin/python -m pip install --quiet --force-reinstall --no-deps .
	$(BENCH_VENV)/bin/python -m bench.traces $(BENCH)

bench-sweep: $(BENCH_INSTALLED)
	rm -rf build
	$(BENCH_VENV)/bin/python -m pip install --quiet --force-reinstall --no-deps .
	$(BENCH_VENV)/bin/python -m bench.sweeps $(BENCH) $(REPOS)

# It publishes nothing. The wheel is built from the source distribution, as an index's users would.
release: $(RELEASE_INSTALLED)
	rm -rf build dist
	$(RELEASE_VENV)/bin/python -m build --outdir dist .
	$(RELEASE_VENV)/bin/twine check --strict dist/*
	$(RELEASE_VENV)/bin/check-wheel-contents dist/*.whl
	$(RELEASE_VENV)/bin/python -m tools.try_wheel dist/*.whl

clean:
	rm -rf $(VENV) $(CODE_SERVER) $(BENCH_VENV) $(LOWEST_VENV) $(LOCK_VENV) $(RELEASE_VENV) .bench $(NODE_DEMO)/node_modules $(NODE_DEMO)/dist $(VSCODE)/node_modules $(VSCODE)/dist $(VSCODE)/LICENSE $(VSCODE)/*.vsix build dist *.egg-info
	rm -rf .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# pip before 21.3 cannot install editable from pyproject.toml alone; Python 3.10.0 came with 21.2.
$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'pip>=22'
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# The tests of what is published install with `pip --python`, which 22.3 brought.
$(INSTALLED_DEV): pyproject.toml requirements/dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'pip>=22.3'
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@ $(INSTALLED)

$(LOWEST_INSTALLED): pyproject.toml requirements/lowest.txt
	$(PYTHON) -m venv $(LOWEST_VENV)
	$(LOWEST_VENV)/bin/python -m pip install --quiet 'pip>=22'
	$(LOWEST_VENV)/bin/python -m pip install --quiet --constraint requirements/lowest.txt --editable . \
	  hypothesis pytest pytest-xdist
	@touch $@

$(RELEASE_INSTALLED): requirements/release.txt
	$(PYTHON) -m venv $(RELEASE_VENV)
	$(RELEASE_VENV)/bin/python -m pip install --quiet 'pip>=22.3'
	$(RELEASE_VENV)/bin/python -m pip install --quiet --requirement requirements/release.txt
	@touch $@

# The program that pip before 25.1 writes for an entry point imports re first of all, as no other installer's does.
$(BENCH_INSTALLED): pyproject.toml bench/requirements.txt
	$(PYTHON) -m venv $(BENCH_VENV)
	$(PYTHON) -m venv $(BENCH_VENV)/bare
	$(BENCH_VENV)/bin/python -m pip install --quiet 'pip>=25.1'
	$(BENCH_VENV)/bin/python -m pip install --quiet --requirement bench/requirements.txt '.[trace,sweep,html]'
	$(BENCH_VENV)/bare/bin/python -m pip install --quiet flake8 --constraint bench/requirements.txt
	@touch $@

$(NODE_INSTALLED): $(NODE_DEMO)/package.json $(NODE_DEMO)/package-lock.json
	cd $(NODE_DEMO) && $(NPM) ci --no-audit --no-fund
	@touch $@

$(VSCODE_INSTALLED): $(VSCODE)/package.json $(VSCODE)/package-lock.json
	cd $(VSCODE) && $(NPM) ci --no-audit --no-fund
	@touch $@
