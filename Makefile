# Everything a newcomer needs: `make dashboard`, `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= data/store
SOURCE ?= data/sample
PORT ?= 8501
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev browser ingest dashboard test check format bench sample docs lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/runtime.stamp ## Make .venv and install what the product needs

setup-dev: $(VENV)/development.stamp ## The same with the development packages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment here (Debian: apt-get install python3-venv)."; exit 1; }

$(VENV)/runtime.stamp: requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo "Installing the packages of requirements/runtime.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/development.stamp: requirements/development.txt $(VENV)/runtime.stamp
	@echo "Installing the packages of requirements/development.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements/development.txt
	@touch $@

browser: setup-dev ## Find a Chrome or Chromium for the browser tests, install one (and poppler-utils) where there is none
	@$(BIN)/python scripts/ensure_browser.py

ingest: setup ## Read SOURCE (the sample corpus) into STORE
	@$(BIN)/postmortems ingest $(SOURCE) --store $(STORE) || [ $$? -eq 1 ]

dashboard: ingest ## Read the sample corpus and open the dashboard
	@$(BIN)/postmortems serve --store $(STORE) --port $(PORT)

test: browser ## Run every test
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup-dev ## Lint, types, layers, documentation
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -p no:randomly tests/docs

format: setup-dev ## Put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: browser ## Measure, and print ratios against yardsticks of the same run
	@$(BIN)/python -m benchmarks

sample: setup ## Write data/sample anew from its seed
	@rm -rf data/sample
	@$(BIN)/postmortems generate data/sample --count 180 --seed 20261057 --history
	@mv data/sample/.git data/sample/.history.git
	@cd data/sample/.history.git && git config core.bare true && \
		git -c repack.writeBitmaps=false repack -q -a -d -f --depth=50 --window=50 && \
		rm -rf hooks info logs objects/info refs/tags branches index description ORIG_HEAD

docs: setup-dev ## Write the parts of the documentation that come from the code
	@$(BIN)/python -m docs.render

lock: ## Pin the packages anew (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --extra build --quiet \
		pyproject.toml -o requirements/runtime.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --extra build --extra dev --quiet \
		-c requirements/runtime.txt pyproject.toml -o requirements/development.txt

clean: ## Remove the virtual environment, the store and the caches
	rm -rf $(VENV) $(STORE) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
