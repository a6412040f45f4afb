# Oberih's house. Each target sets up what it needs by itself: python3 (3.11 or newer), its venv module, make and pip.
#
# Everything is installed from requirements.lock, which names every package's version and hash; `make lock` renews it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
#: made anew when the lock or the project's own list of commands changes; while it is there, setting up takes no time
READY := $(VENV)/.ready
#: Dask and the driver of PostgreSQL stand beside the rest: few need them, and what all have is under hashes
CLUSTER := $(VENV)/cluster
DEMO_REPORT := src/oberih/examples/2022-12-05.uk.txt

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-kill test-cluster test-web lock bench bench-grid bench-minute bench-defence bench-repair bench-schedule bench-study bench-plan bench-paper bench-web tour record api eval-reading setup clean
# a recipe that fails half way must not leave a stamp behind
.DELETE_ON_ERROR:
.SHELLFLAGS := -euc

help:  ## this list
	@echo "Oberih: from the report of an air raid to who loses power, when, and what would have helped"
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

demo: $(READY)  ## the raid of 5 December 2022: from the shipped report to two briefings
	@out="runs/demo-$$(date -u +%Y%m%d-%H%M%S)-$$$$"; \
	$(BIN)/oberih assess $(DEMO_REPORT) --date 2022-12-06 --seed 5 --out "$$out"; \
	for lang in uk en; do test -s "$$out/briefing.$$lang.html"; done; \
	printf '\nOpen in a browser:\n  %s\n  %s\n' "$$out/briefing.uk.html" "$$out/briefing.en.html"; \
	printf 'On paper, and to watch:\n  %s\n  %s\n' "$(BIN)/oberih briefing $$out" \
	  "$(BIN)/oberih replay $$out --html $$out/replay.html --mp4 $$out/replay.mp4"; \
	printf 'Or open the page, where runs can be looked at by the hour and reports dropped:\n  %s\n' '$(BIN)/oberih serve'

test: $(READY)  ## style, types, import rules and the fast tests
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/compile_loops.py
	$(BIN)/pytest -n 2

test-slow: $(READY)  ## the tests that take their time: laws with many draws, exhaustive searches, whole studies
	$(BIN)/pytest -n 2 -m slow

test-kill: $(READY)  ## thirty SIGKILLs to studies at random moments, each gone on with: the same bytes (some minutes)
	$(BIN)/pytest -m kill tests/kill

test-cluster: $(CLUSTER)/.ready  ## studies on a Dask cluster, and the catalogue on a PostgreSQL server of its own
	$(BIN)/python tests/cluster/with_postgresql.py $(CLUSTER)/bin/python -m pytest tests/cluster tests/store

#: Debian's browser; another is named so: make test-web CHROMIUM=/path/to/chromium
CHROMIUM ?= $(shell command -v chromium)

test-web: $(READY) $(VENV)/.web  ## the page in a browser (Chromium): every page, both languages, keyboard, narrow screens; and its API by schemathesis
	@test -n "$(CHROMIUM)" || { echo "There is no chromium: on Debian, apt-get install chromium"; exit 1; }
	OBERIH_CHROMIUM="$(CHROMIUM)" $(BIN)/pytest -m "browser or fuzz" tests/browser tests/fuzz

$(VENV)/.web: requirements-web.lock $(READY)
	@uv=$$(command -v uv || echo $(BIN)/uv); \
	{ test -x "$$uv" && "$$uv" pip install --quiet --python $(BIN)/python --require-hashes -r requirements-web.lock; } \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-web.lock
	@touch $@

bench: $(READY)  ## how fast it is here: every benchmarks/bench_*.py in turn
	@set -- benchmarks/bench_*.py; \
	test -e "$$1" || { echo "There is no benchmarks/bench_*.py yet."; exit 1; }; \
	for each in "$$@"; do echo "== $$each"; $(BIN)/python "$$each"; done

bench-grid: $(READY)  ## grids with branches against other programs, which are set up outside this folder
	$(BIN)/python benchmarks/peers/make.py
	$(BIN)/python benchmarks/bench_grid.py

record: $(READY)  ## the tables of docs/record.md: the model beside 27 raids on energy
	$(BIN)/python benchmarks/record_page.py

tour: $(READY) $(VENV)/.web  ## the pictures of docs/tour.md, taken of the real program (some minutes)
	OBERIH_CHROMIUM="$(CHROMIUM)" $(BIN)/python docs/make_tour.py

bench-web: $(READY) $(VENV)/.web  ## the page: report to briefing, a replay's frame, run pages a second
	OBERIH_CHROMIUM="$(CHROMIUM)" $(BIN)/python benchmarks/bench_web.py $(SECONDS)

api: $(READY)  ## docs/api.md, from the docstrings of public names
	$(BIN)/python docs/make_api.py

eval-reading: $(READY)  ## how well reports are read: precision, recall and F1 by field on the annotated sets
	$(BIN)/python benchmarks/eval_reading.py

bench-minute: $(READY)  ## the first minute, beside ANDES if it can be set up outside this folder
	$(BIN)/python benchmarks/peers/make.py
	$(BIN)/python benchmarks/bench_minute.py

bench-defence: $(READY)  ## a raid against a layered defence: against the same model in SimPy and in plain numpy
	$(BIN)/python benchmarks/peers/make.py simpy numpy
	$(BIN)/python benchmarks/bench_defence.py

bench-repair: $(READY)  ## orders of repair beside INDP, a winter, and a recovery beside pyrecodes
	$(BIN)/python benchmarks/peers/make.py pyrecodes pyincore
	$(BIN)/python benchmarks/bench_repair.py

bench-plan: $(READY)  ## a plan with 40 options over ten budgets: how long, and whether the first three stay
	$(BIN)/python benchmarks/bench_plan.py

bench-paper: $(READY)  ## a run's briefing in each form, and its clip of a minute, from the start of the command to its end
	$(BIN)/python benchmarks/bench_paper.py

bench-schedule: $(READY)  ## outage schedules: a day and a week of 25 regions, the plain rule, a change in the day
	$(BIN)/python benchmarks/bench_schedule.py

bench-study: $(READY)  ## studies: a draw, engines, memory, states met twice, and a large one (DRAWS=100000 for the full figure)
	$(BIN)/python benchmarks/bench_study.py $(DRAWS)

setup: $(READY)  ## only set up the virtual environment

# Hatchling and editables stand beside pyproject.toml here, so that the project itself is installed without fetching
# anything that has no hash.
lock: $(READY)  ## renew requirements.lock from pyproject.toml (needs a package index)
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@uv=$$(command -v uv || echo $(BIN)/uv); \
	printf 'hatchling>=1.27\neditables\n' | "$$uv" pip compile --quiet pyproject.toml - --extra dev \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements.lock
	@uv=$$(command -v uv || echo $(BIN)/uv); \
	printf 'axe-playwright-python>=0.1.4\nplaywright>=1.50\nschemathesis>=4.30\n' | "$$uv" pip compile --quiet - -c requirements.lock \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements-web.lock
	@if grep -nE '://|--(index|extra-index|find-links)' requirements.lock requirements-web.lock; then \
	  echo "requirements.lock names an address; it must not"; exit 1; fi

clean:  ## remove the virtual environment and caches; runs stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(CLUSTER)/.ready: $(READY)
	$(PYTHON) -m venv --clear $(CLUSTER)
	@house=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'); \
	inner=$$($(CLUSTER)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'); \
	echo "import site; site.addsitedir('$$house')" >"$$inner/house.pth"; \
	$(BIN)/python -c 'import tomllib; extras = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]; \
	  print(*extras["dask"], *extras["postgresql"], sep="\n")' >$(CLUSTER)/wanted.txt
	$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check -r $(CLUSTER)/wanted.txt
	@touch $@

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Oberih needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 || true)."; \
	  echo "Name another: make PYTHON=python3.12 ..."; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  echo "Making $(VENV) ..."; \
	  $(PYTHON) -m venv --clear $(VENV) || { \
	    echo "python3 cannot make a virtual environment: on Debian, apt-get install python3-venv"; exit 1; }; }
	@echo "Installing what requirements.lock names ..."
	@command -v uv >/dev/null || test -x $(BIN)/uv \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
	  || echo "uv is not to be had; pip will do, more slowly"
# uv reads its own settings and not pip's: where only pip knows the way to the packages, pip goes on
	@uv=$$(command -v uv || echo $(BIN)/uv); \
	{ test -x "$$uv" && "$$uv" pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; } \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
