# Every habit of the project is one command; `make` alone lists them.
# A person's variables: PORT, DATABASE_URL, SIZES, PYTEST (more words for pytest), PYTHON.

VENV := .venv
BIN := $(VENV)/bin
# To serve the site takes less than to work on it.
ABLE_TO_SERVE := $(VENV)/able-to-serve
READY := $(VENV)/ready
READY_TO_MEASURE := $(VENV)/ready-to-measure
READY_TO_VALIDATE := $(VENV)/ready-to-validate
MANAGE := $(BIN)/python manage.py
# For commands that need settings but serve nobody.
QUIET := LOCALOFFER_MODE=test LOCALOFFER_LOG_LEVEL=ERROR LOCALOFFER_DATA=$(or $(LOCALOFFER_DATA),.data/test)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint bench access access-pdf assets lock messages chromium clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) $(VENV)/compiled ## Make the virtual environment and install what is pinned

$(ABLE_TO_SERVE): requirements/base.txt scripts/setup.sh
	@sh scripts/setup.sh requirements/base.txt
	@touch $@

$(READY): $(ABLE_TO_SERVE) requirements/dev.txt
	@sh scripts/setup.sh requirements/dev.txt
	@touch $@

$(READY_TO_MEASURE): $(READY) requirements/bench.txt
	@$(BIN)/python -m pip install --require-hashes -r requirements/bench.txt
	@touch $@

$(READY_TO_VALIDATE): $(READY) requirements/access.txt
	@$(BIN)/python -m pip install --require-hashes -r requirements/access.txt
	@touch $@

# The compiled catalogues are not in git; one whose source is newer is compiled again.
$(VENV)/compiled: $(ABLE_TO_SERVE) $(CATALOGUES)
	@$(QUIET) $(MANAGE) messages --compile
	@touch $@

demo: $(ABLE_TO_SERVE) $(VENV)/compiled ## Serve the whole site with demo content (PORT=8000, DATABASE_URL=...)
	@exec env LOCALOFFER_MODE=demo $(MANAGE) demo

chromium: ## Install Chromium for the browser tests, where this user may
	@sh scripts/chromium.sh

# A file's tests stay in one process: some of them share what is dear to make.
test: $(READY) $(VENV)/compiled chromium ## Run every test (PYTEST="tests/web -k search" for some)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(PYTEST)

lint: $(READY) $(VENV)/compiled ## Check style, types, layers, migrations, translations and deployment settings
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(QUIET) $(BIN)/mypy .
	@$(BIN)/djlint templates --lint --quiet
	@$(QUIET) $(BIN)/lint-imports
	@$(QUIET) $(MANAGE) makemigrations --check --dry-run
	@$(QUIET) $(MANAGE) messages --check
	@sh scripts/check_deploy.sh

check: lint test ## Everything that must hold before a change is shared: lint, then test

bench: $(READY) $(READY_TO_MEASURE) ## Measure search quality, speed and bytes (SIZES=3000,20000)
	@$(BIN)/python -m tests.bench $(SIZES)

access: $(READY) $(VENV)/compiled chromium ## Look at every page in every language and way of reading (forty minutes)
	@$(BIN)/python -m tests.access

access-pdf: $(READY) $(READY_TO_VALIDATE) $(VENV)/compiled ## Validate every PDF that the site makes, with the demo's content
	@LOCALOFFER_MODE=demo $(MANAGE) migrate -v0
	@LOCALOFFER_MODE=demo $(MANAGE) load_demo
	@LOCALOFFER_MODE=demo $(BIN)/python -m tests.access.pdfs

assets: ## Build the style sheets and scripts again (needs Node; the results are committed)
	@npm install --no-package-lock --no-audit --no-fund
	@npm run build

lock: $(READY) ## Pin what requirements/*.in ask for (LOCK=--upgrade: newer versions)
	@for name in base dev bench access; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header $(LOCK) requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

messages: $(READY) ## Collect the texts to translate into locale/, and compile them
	@$(QUIET) $(MANAGE) messages

clean: ## Remove what make made, but for the demo's data
	@rm -rf $(VENV) staticfiles node_modules .mypy_cache .ruff_cache .pytest_cache
