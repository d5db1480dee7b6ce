# Every command a developer needs. Plain `make` lists them; stamp files keep the second call quick.

VENV  := .venv
PY    := $(VENV)/bin/python
PIP   := $(PY) -m pip --disable-pip-version-check install --quiet
NPM   := PATH="$(CURDIR)/$(VENV)/node/bin:$$PATH" npm --prefix frontend
ARGS  ?=

FRONT_CONFIG  := $(wildcard frontend/*.json frontend/*.ts frontend/*.cjs frontend/index.html frontend/.npmrc)
FRONT_SOURCES := $(shell find frontend/src frontend/public 2>/dev/null) $(FRONT_CONFIG)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test unit e2e check killed bench docs format api lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev frontend/node_modules/.stamp ## Install everything a developer needs into .venv and node_modules

run: $(VENV)/.runtime frontend/dist/index.html ## Serve the demo: database, web and vault (ARGS="--port 8080")
	@exec $(VENV)/bin/callcenter serve --demo $(ARGS)

test: unit e2e ## Run every test: Python, front end, browser

unit: setup frontend/dist/index.html ## Run the Python and front-end tests (ARGS="-k lease")
	$(PY) -m pytest -n auto --dist loadfile $(ARGS)
	$(NPM) test

e2e: setup frontend/dist/index.html ## Run the browser tests
	$(NPM) run e2e

check: setup ## Format, lint, types, imports, migrations, API client: what CI asks for
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	$(PY) scripts/reference.py --check
	@data=$$(mktemp -d) && env -u DATABASE_URL -u CALLCENTER_DATABASE_URL CALLCENTER_DATA="$$data" \
	  $(VENV)/bin/callcenter migrate --check; status=$$?; rm -rf "$$data"; exit $$status
	@$(VENV)/bin/callcenter export-openapi | cmp -s - frontend/openapi.json || \
	  { echo "frontend/openapi.json is not the document that the server yields: run 'make api'." >&2; exit 1; }
	$(NPM) run api:check
	$(NPM) run check

killed: setup ## Hand 1,000 contacts to 50 agents twenty times, a web process killed in the middle of each
	$(PY) -m pytest -n 0 tests/calls/test_killed_worker.py --rounds 20

bench: $(VENV)/.dev ## Measure the service against the raw limits of this machine (PART="desk dispatch")
	$(PY) -m bench $(PART)

docs: $(VENV)/.dev ## Write docs/reference from the code
	$(PY) scripts/reference.py

format: $(VENV)/.dev frontend/node_modules/.stamp ## Put all sources in shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(NPM) run format

api: setup ## Regenerate the typed API client of the front end
	$(VENV)/bin/callcenter export-openapi frontend/openapi.json
	$(NPM) run api

lock: $(VENV)/.made ## Renew the Python locks: hashes, no registry address
	$(PIP) uv
	cd locks && for name in runtime dev node; do \
	  case $$name in runtime) what="../pyproject.toml --group ../pyproject.toml:build";; \
	    dev) what="../pyproject.toml --group ../pyproject.toml:build --group ../pyproject.toml:dev -c runtime.txt";; \
	    node) what="--group ../pyproject.toml:node";; esac; \
	  ../$(PY) -m uv pip compile $$what --quiet --universal --upgrade --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate --output-file $$name.txt || exit 1; \
	done

clean: ## Remove everything that was built or installed; the data in var/ stays
	rm -rf $(VENV) frontend/node_modules frontend/dist frontend/test-results build dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests migrations scripts bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# What the targets stand on.

$(VENV)/.made:
	@sh scripts/make_venv.sh $(VENV)
	@touch $@

$(VENV)/.runtime: locks/runtime.txt pyproject.toml | $(VENV)/.made
	@echo "Installing the Python packages (locked, checked by hash)..."
	@$(PIP) --require-hashes -r locks/runtime.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: locks/dev.txt $(VENV)/.runtime
	@echo "Installing the development tools..."
	@$(PIP) --require-hashes -r locks/dev.txt
	@touch $@

# A stamp that says which Node is used: the machine's own where it suits, else the one in a wheel.
$(VENV)/node/.stamp: locks/node.txt | $(VENV)/.made
	@sh scripts/find_node.sh $(VENV)
	@touch $@

frontend/node_modules/.stamp: frontend/package.json frontend/package-lock.json $(VENV)/node/.stamp
	@echo "Installing the front-end packages..."
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: $(FRONT_SOURCES) frontend/node_modules/.stamp
	@echo "Building the front end..."
	@$(NPM) run --silent build
	@touch $@
