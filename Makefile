# Everything that people do here. The environment makes itself: nothing but Python 3.11, make and the package index is needed.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/installed
export DATA ?= var
export PORT ?= 8000
PYTEST ?=

.PHONY: help install run test lint format texts bench races look clean

help: ## what can be made here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
	@echo "  DATA=folder (now $(DATA)) and PORT=number (now $(PORT)) move the data and the address."

$(READY): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed and '$(PYTHON)' is not that. Install it, or name it: make run PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || { rm -rf .venv; $(PYTHON) -m venv .venv; } || { \
	  echo "Python can't make a virtual environment here. On Debian and Ubuntu: apt install python3-venv" >&2; rm -rf .venv; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv || { \
	  echo "The package index can't be reached. Check the network (or pip's settings) and run make again." >&2; exit 1; }
	@echo "Installing the packages of requirements-dev.txt …"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.txt || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt || { \
	  echo "The packages can't be installed; the reason stands above." >&2; exit 1; }
	@touch $@

install: $(READY) ## install what is missing into .venv, compile the texts
	@$(BIN)/python manage.py compile_texts --verbosity 0

run: $(READY) ## start the platform with everything it needs; Ctrl-C stops it
	@$(BIN)/python -m cms.operations.supervisor

test: $(READY) ## all tests (PYTEST='…' hands options on, TEST_DATABASE_URL names another database)
	@$(BIN)/pytest -n auto --dist loadfile $(PYTEST)

lint: $(READY) ## style, types, order of the rooms, migrations, templates
	@failed=0; check() { "$$@" || failed=1; }; \
	check $(BIN)/ruff check --quiet .; \
	check $(BIN)/ruff format --check --quiet .; \
	git ls-files -co --exclude-standard '*.html' | xargs $(BIN)/djade --check --target-version 5.2 || failed=1; \
	check $(BIN)/lint-imports; \
	check $(BIN)/mypy; \
	check $(BIN)/python manage.py makemigrations --check --dry-run; \
	exit $$failed

format: $(READY) ## put code and templates into their form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@git ls-files -co --exclude-standard '*.html' | xargs $(BIN)/djade --target-version 5.2

texts: $(READY) ## find the texts of the interface in code and templates, for translators
	@$(BIN)/python manage.py extract_texts

bench: $(READY) ## measure what DESIGN promises, with the target beside each
	@$(BIN)/python -m tests.bench

races: $(READY) ## the races of make test, a thousand rounds each, and twenty seeds of kills
	@RACE_ROUNDS=1000 KILL_RUNS=20 $(BIN)/pytest -m races $(PYTEST)

look: $(READY) ## a contact sheet for each type of page, as pictures
	@$(BIN)/python -m tests.look

clean: ## forget the environment and what tests keep; the data folder stays
	@rm -rf .venv .cache
