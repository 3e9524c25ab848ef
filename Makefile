# What a developer does daily. `make help` lists it; `make run` and `make test` need nothing done first.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV    := .venv
BIN     := $(VENV)/bin
PYTHON  := $(BIN)/python
JOBS    ?= 3
FILE    ?=
ARGS    ?=
CHECKED := src tests tools

.PHONY: help setup run test check lint types imports format shots sample bench torture package smoke wheel lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Create .venv and install what is missing (no network when nothing is)
	@sh tools/set_up.sh

run: ## Open the program (FILE=firm.crm opens that workspace)
	@sh tools/set_up.sh --window
	@$(BIN)/crm-desktop $(if $(FILE),"$(FILE)") $(ARGS)

test: check ## Run every check and every test
	@$(PYTHON) -m pytest -n $(JOBS) --dist worksteal $(ARGS)

check: lint types imports ## Run the checks that need no test: style, types, layers

lint: setup ## Check style (ruff)
	@$(BIN)/ruff check --quiet $(CHECKED)
	@$(BIN)/ruff format --check --quiet $(CHECKED) || { echo "make format would change files."; exit 1; }

types: setup ## Check types (mypy, strict)
	@$(BIN)/mypy --no-error-summary $(CHECKED)

imports: setup ## Check that imports point down (import-linter)
	@mkdir -p build && $(BIN)/lint-imports --no-cache > build/imports.txt 2>&1 || { cat build/imports.txt; exit 1; }

format: setup ## Lay out the code, sort imports and mend what ruff can mend by itself
	@$(BIN)/ruff check --fix --quiet $(CHECKED)
	@$(BIN)/ruff format --quiet $(CHECKED)

shots: setup ## Write every screen, light and dark, 1440x900 and 1366x768, to shots/
	@$(PYTHON) tools/shots.py $(ARGS)

sample: setup ## Write a believable shop to build/sample.crm (ARGS="--contacts 100000 --seed 1" for scale)
	@mkdir -p build && $(BIN)/crm-desktop sample build/sample.crm $(ARGS)

bench: setup ## Measure speed against raw SQLite, Qt and ReportLab in the same run
	@$(BIN)/crm-desktop bench $(ARGS)

torture: setup ## Kill, cut and flip for minutes (the long tests that `make test` leaves out)
	@$(PYTHON) -m pytest -m torture -o faulthandler_timeout=1800 $(ARGS)

package: setup ## Freeze the program to dist/crm-desktop/ (PyInstaller, one folder)
	@$(PYTHON) -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build/freeze \
		installer/crm_desktop.spec
	@du -sh dist/crm-desktop

smoke: setup ## Start the frozen program with a temporary home and do one small job (freezes it first if need be)
	@test -x dist/crm-desktop/crm-desktop || $(MAKE) --no-print-directory package
	@$(PYTHON) tools/smoke.py dist/crm-desktop/crm-desktop

wheel: setup ## Build the wheel to dist/
	@$(PYTHON) -m hatchling build -t wheel

lock: setup ## Choose versions anew and write requirements.lock (needs the network)
	@$(PYTHON) tools/lock.py

clean: ## Remove what can be made again (not .venv)
	@rm -rf build dist shots .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
