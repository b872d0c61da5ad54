# Two commands do everything from a bare Python 3.11: `make chat` and `make test`. `make gate` says whether answers are still as good.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
CALIS := $(BIN)/calis
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: chat test test-judge gate install ingest browser lint bench calibrate lock clean

chat: ingest
	$(CALIS) chat $(CHAT_OPTIONS)

test: $(VENV)/.test-installed browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

# Every row and every stated figure, and a tenth of the questions written by hand; floors lie just under what holds today.
gate: ingest
	$(CALIS) eval run --set generated --no-retrieval
	$(CALIS) eval gate --min correctness=0.99 --min list_exact=1 --min citation_recall=0.99 --min quote_verbatim=1 --max wrong=5 --max errors=0
	$(CALIS) eval run --limit 390 --seed 1 --no-retrieval
	$(CALIS) eval gate --min correctness=0.88 --min list_f1=0.9 --min citation_recall=0.965 --min refusal_recall=0.95 --min quote_verbatim=1 --max wrong=16 --max errors=0

ingest: install
	$(CALIS) ingest

install: $(VENV)/.installed

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "找不到 Python：请先安装 Python 3.11（或用 make PYTHON=路径 指定）。" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) 太旧：请先安装 Python 3.11（或用 make PYTHON=路径 指定）。" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install -r requirements.lock
	$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.test-installed: requirements-test.lock $(VENV)/.installed
	$(PIP) install -r requirements-test.lock
	@touch $@

# The judge of `calis eval judge` and its tests need ragas, which is no part of the default installation.
test-judge: $(VENV)/.test-installed
	$(PIP) install -r requirements-judge.lock
	$(BIN)/python -m pytest tests/evals/test_ragas.py

# The browser tests need Chromium, and Chinese fonts to be looked at. Debian has both.
browser:
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
	  echo "安装 Chromium（网页测试用）……"; \
	  run=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$run apt-get update -qq >/dev/null && \
	  DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	else echo "没有 Chromium，也不能用 apt 安装：tests/web/test_browser*.py 里的网页测试将被跳过，其余照常。" >&2; fi

lint:
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

calibrate: $(VENV)/.test-installed ingest
	$(BIN)/python -m evals.calibrate

bench: ingest
	$(BIN)/python -m evals.benchmark

# Resolve anew from pyproject.toml; torch is written without the build's own suffix, so that pip may take any build of it.
lock:
	rm -rf .lock-venv && $(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet "torch==2.13.0" && .lock-venv/bin/python -m pip install --quiet .
	.lock-venv/bin/python -m pip freeze --exclude calis-qa | sed 's/+cpu$$//' > requirements.lock
	.lock-venv/bin/python -m pip install --quiet ".[test]"
	.lock-venv/bin/python -m pip freeze --exclude calis-qa | sed 's/+cpu$$//' | grep -vxFf requirements.lock > requirements-test.lock
	.lock-venv/bin/python -m pip install --quiet ".[judge]"
	.lock-venv/bin/python -m pip freeze --exclude calis-qa | sed 's/+cpu$$//' \
	  | grep -vxFf requirements.lock | grep -vxFf requirements-test.lock > requirements-judge.lock
	rm -rf .lock-venv build

clean:
	rm -rf $(VENV) .calis
