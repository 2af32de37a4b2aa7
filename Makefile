# `make run` starts Dzentra, `make test` proves it, `make check` is the fast part of the proof.

SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
PEERS := $(VENV)-peers
PIP := -m pip install --quiet --disable-pip-version-check
FAST := $(wildcard tests/unit tests/screens tests/paper)
# Counting branches makes a test half as slow again: these alone reach the gate. The others often
# wait for processes and pages, so four run at once; tests/conftest.py says in which order.
COUNTED := tests/unit tests/paper

# Real market data for tests; those that need it are skipped, loudly, where it is absent.
DZENTRA_DATA ?= ../shared/data
export DZENTRA_DATA
# The environments of the programs we are measured against: one, and one for each that wants its own.
export DZENTRA_PEERS ?= $(PEERS)
# What a hundred processes import is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PRECIOUS: $(PEERS)-%/bin/python
.PHONY: help run test test-long check lint bench screenshots install browser postgres requirements

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(VENV)/.run ## start Dzentra: make run ARGS="demo"
	@$(PY) main.py $(ARGS)

test: install browser postgres lint ## everything: the static checks, all tests, the coverage gate
	$(PY) -m pytest -n auto --dist loadfile --cov --cov-report= $(COUNTED)
	@for package in core engine; do \
		echo "Branch coverage of $$package:"; \
		$(PY) -m coverage report --include="$$package/*" --fail-under=95 || exit 1; \
	done
	$(PY) -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(COUNTED:%=--ignore=%)

test-long: install browser ## an hour of random faults; DZENTRA_SOAK_S=60 for a minute
	$(PY) -m pytest -m long -s tests/long

check: lint ## the static checks and the fast tests
	$(PY) -m pytest $(FAST)

lint: install
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy --strict .
	$(VENV)/bin/lint-imports

bench: install postgres $(PEERS)/.installed $(PEERS)-freqtrade/.installed \
		$(PEERS)-nautilus/.installed ## print the figures; ARGS go to the benchmark
	@$(PY) -m bench.run $(ARGS)

screenshots: install browser ## take the pictures of the README again
	@$(PY) -m tools.screenshots

install: $(VENV)/.dev ## make the environment for development

requirements: install ## pin the newest versions again
	@for set in requirements requirements-postgres requirements-sweep requirements-fast \
			requirements-api requirements-dev requirements-bench \
			requirements-bench-freqtrade requirements-bench-nautilus; do \
		$(PY) -m piptools compile --quiet --upgrade --strip-extras --no-header \
			--no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
			--annotation-style=line --output-file=$$set.txt $$set.in || exit 1; \
	done

# $(call make-venv,folder): says in one line what a bare machine lacks.
define make-venv
	@for python in python3.11 python3; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		$$python -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "Python cannot make environments. Install it: apt-get install python3-venv"; exit 1; }; \
		exec $$python -m venv $(1); \
	done; \
	echo "Dzentra needs Python 3.11 or newer. Install it: apt-get install python3 python3-venv"; exit 1
endef

$(PY):
	$(call make-venv,$(VENV))

$(PEERS)/bin/python:
	$(call make-venv,$(PEERS))

$(PEERS)-%/bin/python:
	$(call make-venv,$(PEERS)-$*)

$(VENV)/.run: requirements.txt | $(PY)
	@echo "Installing $<"
	@$(PY) $(PIP) -r $<
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-postgres.txt requirements-sweep.txt \
		requirements-fast.txt requirements-api.txt $(VENV)/.run | $(PY)
	@echo "Installing $(filter %.txt,$^)"
	@$(PY) $(PIP) $(patsubst %,-r %,$(filter %.txt,$^))
	@touch $@

$(PEERS)/.installed: requirements-bench.txt | $(PEERS)/bin/python
	$(call install-peers,$<)

$(PEERS)-%/.installed: requirements-bench-%.txt | $(PEERS)-%/bin/python
	$(call install-peers,$<)

define install-peers
	@echo "Installing $(1)"
	@$(@D)/bin/python $(PIP) -r $(1)
	@touch $@
endef

# The browser tests look at the chat page as people see it: in Chromium, with emoji.
browser:
	@missing=; fonts=$$(fc-list 2>/dev/null); \
	command -v fc-list >/dev/null || missing="$$missing fontconfig"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	grep -qi emoji <<<"$$fonts" || missing="$$missing fonts-noto-color-emoji"; \
	grep -qi mono <<<"$$fonts" || missing="$$missing fonts-dejavu-core"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "The tests need more programs. Install them: sudo apt-get install$$missing"; exit 1; \
	fi; \
	echo "Installing$$missing"; export DEBIAN_FRONTEND=noninteractive; \
	apt-get -qq update && apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
		install --no-install-recommends $$missing >/dev/null

# The storage tests run on a real server, too: on somebody's, else on one they start themselves.
postgres:
	@missing=; \
	[ -n "$$DZENTRA_TEST_PG_URL" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || \
		missing="$$missing postgresql"; \
	command -v pg_dump >/dev/null || missing="$$missing postgresql-client"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "The tests need more programs. Install them: sudo apt-get install$$missing"; exit 1; \
	fi; \
	echo "Installing$$missing"; export DEBIAN_FRONTEND=noninteractive; \
	apt-get -qq update && apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
		install --no-install-recommends $$missing >/dev/null
