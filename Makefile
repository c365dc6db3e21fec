# Studio Floor: `make demo` to see it, `make test` to trust it. Every target that needs the environment prepares it first.

PYTHON_ENV := .venv/bin
PARALLEL ?= 2
# Four for two cores: a test that speaks to processes waits longer than it computes, and runs beside those that only compute.
WORKERS ?= 4
SOURCES := schemas hardware firmware_agent edge_api tests
UV_VERSION := 0.13.9
LOCK := $(PYTHON_ENV)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header \
	--no-emit-index-url --no-emit-find-links --no-annotate

# Tests and the demo start processes by the hundred: what Python has compiled, it keeps (git ignores it, `make clean` removes it).
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check lint types pytest bench bench-video train vision-report mutate soak lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## prepare this machine: .venv as locked, mosquitto through apt
	@PYTHON="$(PYTHON)" .ci/setup

demo: setup ## run a studio: broker, edge, eight tables, players (Ctrl-C ends it; DEMO_SECONDS=60 ends by itself)
	@exec $(PYTHON_ENV)/python -m hardware.sim.demo

test: check ## everything that CI runs: lint, types, all tests

check: lint types pytest ## the same as test

lint: setup
	$(PYTHON_ENV)/ruff format --check $(SOURCES)
	$(PYTHON_ENV)/ruff check $(SOURCES)

types: setup
	$(PYTHON_ENV)/mypy

pytest: setup
	@PYTHON="$(PYTHON)" .ci/setup tests
	$(PYTHON_ENV)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: setup ## measure speed against the raw limits of this machine
	@exec $(PYTHON_ENV)/python -m tests.bench

bench-video: setup ## measure the video against its targets, from the camera to a browser's screen (six minutes)
	@PYTHON="$(PYTHON)" .ci/setup tests
	@exec $(PYTHON_ENV)/python -m tests.bench.video

train: setup ## teach the nets that read card indices and dice, from our own drawings; writes hardware/sight_nets (three quarters of an hour)
	$(PYTHON_ENV)/python -m pip install --quiet --no-deps -r hardware/sim/faces/typefaces.txt
	nice -n 10 env OPENBLAS_NUM_THREADS=1 $(PYTHON_ENV)/python -m hardware.sim.faces
	nice -n 10 env OPENBLAS_NUM_THREADS=1 $(PYTHON_ENV)/python -m hardware.sim.scenes.train_dice

vision-report: setup ## how well everything is read on ten thousand drawn photographs a kind; writes docs/vision-report.md (hours; can be interrupted)
	$(PYTHON_ENV)/python -m pip install --quiet --no-deps -r hardware/sim/faces/typefaces.txt
	@exec nice -n 10 env OPENBLAS_NUM_THREADS=1 $(PYTHON_ENV)/python -m tests.tools.vision_report

mutate: setup ## change the settlement's code in thousands of ways and see which no test notices (a quarter of an hour)
	nice -n 10 $(PYTHON_ENV)/mutmut run --max-children $(PARALLEL)
	@exec $(PYTHON_ENV)/python -m tests.mutation

soak: setup ## run the fault loops for long
	@exec $(PYTHON_ENV)/python -m tests.soak

lock: setup ## resolve the newest allowed versions into the lock files
	$(PYTHON_ENV)/python -m pip install --quiet uv==$(UV_VERSION)
	$(LOCK) --upgrade --extra demo --extra dev pyproject.toml -o requirements.lock
	$(LOCK) --constraints requirements.lock pyproject.toml -o requirements-run.lock

clean: ## remove what these targets made, .venv too
	rm -rf .venv .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants build dist *.egg-info
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
