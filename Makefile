# Everything runs in .venv, made from the hashed locks; a second call finds it ready. `make help` lists the targets.
# Another interpreter: make PYTHON=python3.13 test. Other data for the benchmark: see benchmarks/README.md.

PYTHON ?= python3
JOBS ?= 2
TIMES ?= 4
VENV := .venv
BIN := $(VENV)/bin
INSTALL = $(BIN)/python -m pip --disable-pip-version-check --quiet install
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --no-strip-extras
BUNDLE := build/bundle/ketnoi
# Without a network, where one may do without; elsewhere the installation is told to use none.
OFFLINE = $(shell unshare --map-root-user --net true 2>/dev/null && echo unshare --map-root-user --net)
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
SERVICE_TESTS = $(filter-out tests/matching/ tests/browser/ tests/__pycache__/,$(wildcard tests/*/)) tests/test_worker.py tests/test_import_worker.py

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test test-all check static coverage sqlite browser postgresql fuzz bundle wheel lock benchmark picture screenshots format clean

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(firstword $(MAKEFILE_LIST)) | while IFS='|' read -r name what; do \
		printf '  make %-12s %s\n' "$$name" "$$what"; done

demo: $(VENV)/.demo  ## Make a database, the demo timetable, and serve the pages
	$(BIN)/ketnoi demo $(ARGS)

test: $(VENV)/.tests  ## The everyday tests, within ten minutes
	$(BIN)/pytest -n $(JOBS) -m "not browser and not slow"

test-all: static coverage sqlite browser postgresql fuzz wheel  ## All there is, within an hour

check: static test  ## Format, lint, types, import contracts, migration drift, everyday tests

static: $(VENV)/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

coverage: $(VENV)/.tests  # The core by its own tests, with its branches counted, which takes longer.
	$(BIN)/pytest -n $(JOBS) --cov --cov-report=term tests/matching

sqlite: $(VENV)/.tests  # Everything else but the browser.
	$(BIN)/pytest -n $(JOBS) -m "not browser" --ignore=tests/matching

browser: $(VENV)/.tests
	$(BIN)/pytest -n $(JOBS) --dist loadfile -m browser tests/browser

postgresql: $(VENV)/.tests  # What works on a database once more, on the other one.
	KETNOI_TEST_DATABASE=postgresql $(BIN)/pytest -n $(JOBS) -m database $(SERVICE_TESTS)

# New instances each time: the solver against enumeration, the checker against damage; and longer chains of requests.
fuzz: $(VENV)/.tests
	KETNOI_FUZZ_TIMES=$(TIMES) $(BIN)/pytest -n $(JOBS) tests/matching/scheduling/test_brute_force.py \
		tests/matching/scheduling/test_checker_damage.py tests/matching/scheduling/test_repair.py \
		tests/matching/scheduling/bounds/test_shapes.py tests/matching/scheduling/bounds/test_walking.py tests/api/test_fuzzed_journeys.py

bundle: $(VENV)/.tests  ## One archive that installs without internet access, on a Python like this one
	rm -rf build/bundle $(BUNDLE).tar
	mkdir -p $(BUNDLE)/wheels
	$(BIN)/python -m pip --quiet wheel --no-build-isolation --no-deps --wheel-dir $(BUNDLE)/wheels .
	$(BIN)/python -m pip --disable-pip-version-check --quiet download --require-hashes --only-binary=:all: \
		--dest $(BUNDLE)/wheels -r requirements.lock
	cp -r requirements.lock docs CHANGELOG.md LICENSE NOTICE README.md README.vi.md $(BUNDLE)
	cp bundle_install.py $(BUNDLE)/install.py
	$(BIN)/python -c 'from bundle_install import kind_of_python; print(kind_of_python())' >$(BUNDLE)/made-for
	cd $(BUNDLE) && find . -type f ! -name SHA256SUMS -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS
	tar -cf $(BUNDLE).tar -C build/bundle ketnoi
	sha256sum $(BUNDLE).tar

wheel: bundle  # What users install must work away from the checkout, and without a network.
	rm -rf build/wheel
	mkdir -p build/wheel
	tar -xf $(BUNDLE).tar -C build/wheel
	$(OFFLINE) $(PYTHON) build/wheel/ketnoi/install.py build/wheel/opt
	ln -s opt/current build/wheel/venv
	cd build/wheel && venv/bin/ketnoi --help && $(OFFLINE) venv/bin/ketnoi demo --no-serve --seconds 20
	build/wheel/venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-semantic.lock
	head -n 40 benchmarks/relevance/pairs.jsonl >build/wheel/pairs.jsonl
	cd build/wheel && venv/bin/ketnoi score pairs.jsonl -o scores.jsonl && grep -q '"part": "meaning"' scores.jsonl

lock: $(VENV)/.tests  ## Bring the lock files up to date
	$(COMPILE) pyproject.toml -o requirements.lock $(ARGS)
	$(COMPILE) pyproject.toml --extra semantic -c requirements.lock -o requirements-semantic.lock $(ARGS)
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock $(ARGS)
	$(COMPILE) --group build -c requirements-dev.lock -o requirements-build.lock $(ARGS)

benchmark: $(VENV)/.tests  ## Measure the engine beside a plain model, within half an hour
	$(BIN)/python -m benchmarks.run $(ARGS)

picture: $(VENV)/.tests  ## Make the picture of the README anew
	$(BIN)/ketnoi demo --no-serve
	$(BIN)/python -m tests.browser.picture

screenshots: $(VENV)/.tests  ## Pictures of every page, into screenshots/
	$(BIN)/python -m tests.browser.screenshots $(ARGS)

format: $(VENV)/.tests  ## Format and fix what can be fixed
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

clean:  ## Remove the virtual environment and everything built
	rm -rf $(VENV) build dist htmlcov .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Stamps inside .venv. A hashed lock can't be installed together with "-e .", so the project itself comes last.

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer," \
		"or name it: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { $(PYTHON) --version >&2; \
		echo "Python 3.11 or newer is needed; name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python lacks its venv module;" \
		"on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.locked: requirements.lock requirements-build.lock | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock -r requirements-build.lock
	@touch $@

$(VENV)/.demo: $(VENV)/.locked pyproject.toml $(wildcard hatch_build.py) $(FRONTEND)
	$(INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.demo
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
