# Everything needs Python 3.11 or later and nothing else: each target first makes .venv with what it needs.

SHELL := /bin/sh
.DEFAULT_GOAL := help

LOG ?= postgres
SECONDS ?= 60
SEED ?=
QUICK ?=
ROLE ?= agent
ARGS ?=

VENV := .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime-installed
TOOLS := $(VENV)/.tools-installed
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
COMPILE := --universal --python-version 3.11 --generate-hashes --quiet --custom-compile-command 'make lock'

.PHONY: help run demo kafka token test bench chaos check format choreography lock

help: ## this list
	@awk -F ' *## *' '/^[a-z]+:.*##/ { split($$1, target, ":"); printf "  make %-14s %s\n", target[1], $$2 }' Makefile

run: $(RUNTIME) ## serve everything on one port, with its own PostgreSQL (LOG=kafka: on the broker of `make kafka`)
	@$(PYTHON) -m deploy.cli run --log $(LOG) $(ARGS)

demo: $(RUNTIME) ## the same, then tell its stories: the cycle, a family, a firm (LOG=kafka likewise)
	@$(PYTHON) -m deploy.cli demo --log $(LOG) $(ARGS)

kafka: $(RUNTIME) ## start a real Apache Kafka for development: by Docker, else on a JVM
	@$(PYTHON) -m deploy.cli kafka $(ARGS)

token: $(RUNTIME) ## print a sandbox token (ROLE=client|agent|manager|ops|carrier)
	@$(PYTHON) -m deploy.cli token --role $(ROLE) $(ARGS)

test: $(TOOLS) ## every test; what this machine cannot run is skipped by name and counted (ARGS="-k gap")
	@$(PYTHON) -m pytest --numprocesses=logical --maxprocesses=4 $(ARGS)

# One measurement: make bench ARGS='--only "durable write"'
bench: $(TOOLS) ## measure, side by side with what it is compared to, into docs/performance.md (QUICK=1: only try it)
	@$(PYTHON) -m tests.benchmarks $(if $(QUICK),--quick) $(ARGS)

chaos: $(TOOLS) ## kill a whole deployment at random under load, then prove that nothing was lost (SECONDS=60 SEED= LOG=postgres)
	@$(PYTHON) -m tests.chaos --seconds $(SECONDS) --log $(LOG) $(if $(SEED),--seed $(SEED)) $(ARGS)

check: $(TOOLS) ## style, types, import rules, generated documents fresh
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --check . >$(VENV)/format.txt || { cat $(VENV)/format.txt; exit 1; }
	@$(VENV)/bin/mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo >$(VENV)/imports.txt 2>&1 || { cat $(VENV)/imports.txt; exit 1; }
	@$(PYTHON) -m deploy.cli choreography --check
	@echo "All checks passed."

format: $(TOOLS) ## put the code in shape
	@$(VENV)/bin/ruff check --quiet --fix . || true
	@$(VENV)/bin/ruff format --quiet .

choreography: $(RUNTIME) ## render the events and who reacts to them into the READMEs and docs/asyncapi.yaml
	@$(PYTHON) -m deploy.cli choreography $(ARGS)

# The files carry names, versions and hashes, and no address: each machine fetches from where it fetches everything.
lock: $(TOOLS) ## choose versions anew within the ranges of pyproject.toml
	@$(VENV)/bin/uv pip compile pyproject.toml $(COMPILE) --upgrade --output-file requirements.txt
	@$(VENV)/bin/uv pip compile pyproject.toml $(COMPILE) --upgrade --extra test --constraint requirements.txt \
		--output-file requirements-dev.txt

$(PYTHON):
	@for python in python3.11 python3 python3.12 python3.13 python3.14; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			$$python -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Coverloop needs Python 3.11 or later, as python3.11 or python3 on the PATH." >&2; exit 1

$(RUNTIME): requirements.txt | $(PYTHON)
	@echo "Installing what Coverloop needs into $(VENV) ..."
	@$(INSTALL) --requirement requirements.txt
	@$(PYTHON) -m compileall -q -j 0 deploy sandbox services shared
	@touch $@

$(TOOLS): requirements-dev.txt | $(PYTHON)
	@echo "Installing what its tests need into $(VENV) ..."
	@$(INSTALL) --requirement requirements-dev.txt
	@touch $@ $(RUNTIME)
