# Everything a newcomer needs; nothing is installed outside .venv but, for the tests, a browser.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8050
WORKERS ?= 2
BIN := .venv/bin
export HOST PORT WORKERS

.PHONY: run test check bench soak demo-big screenshots browser
.DEFAULT_GOAL := run

.venv/run.stamp: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run.stamp

run: .venv/run.stamp ## the product with its small demo
	@$(BIN)/python -m data demo
	@exec $(BIN)/gunicorn --config gunicorn.conf.py app:server

browser: .venv/dev.stamp
	@$(BIN)/python -m tests.browser.find

test: browser ## everything but the long soak, on both databases and in a browser
	@$(BIN)/python -m pytest -m "not slow"

soak: browser ## the long tests
	@$(BIN)/python -m pytest -m slow

check: .venv/dev.stamp ## what CI checks besides the tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture

bench: .venv/dev.stamp ## speed, as ratios measured in one run
	@$(BIN)/python -m benchmarks

demo-big: .venv/run.stamp ## volume: make demo-big N=1000000
	@$(BIN)/python -m data.demo.big $(or $(N),100000)

screenshots: browser ## pictures of every screen
	@$(BIN)/python -m tests.browser.screenshots
	@$(BIN)/python -m tests.documents.pictures
