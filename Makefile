# Everything a person needs to type; .ci/run calls the same. Needs Python 3.11 or later, make, git.
# Paths are relative throughout: the folder may have a space in its name.

PY := .venv/bin/python
RUN_TESTS := $(PY) -m tests.running
LAB ?=
PART ?=

# More threads than one make small matrices slower, and tests fight over the cores.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

# Settings of other Pythons: with them, packages from elsewhere would be taken for ours.
unexport VIRTUAL_ENV $(filter-out PYTHONDONTWRITEBYTECODE PYTHONIOENCODING PYTHONUNBUFFERED \
	PYTHONUTF8,$(filter PYTHON%,$(.VARIABLES)))

# The first Python that starts; bootstrap.py itself says so if none is new enough.
BOOTSTRAP = @for p in python3.13 python3.12 python3.11 python3 python; do \
	if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 6))' >/dev/null 2>&1; then \
	exec "$$p" -I autograder/bootstrap.py

OTHERWISE = ; fi; done; \
	echo 'The course needs Python 3.11 or later, and there is no Python here.' >&2; exit 1

.DEFAULT_GOAL := help
.PHONY: help lab quick test test-all notebooks class bench clean env env-dev env-test lint

help:  ## this list
	@echo 'make lab        open the lessons in JupyterLab (LAB="--no-browser --port 9000" for options)'
	@echo 'make quick      lint and the fast tests, under two minutes'
	@echo 'make test       every test but the slowest comparisons'
	@echo 'make test-all   every test, by parts (PART=seeds runs one); bench/test-all.md sums up'
	@echo 'make notebooks  measure the numbers of the texts, make the lessons from their masters'
	@echo 'make class      grade a class of invented submissions'
	@echo 'make bench      run the benchmarks in bench/'
	@echo 'make clean      remove what can be made again; never touches work/'

lab: env
	@$(PY) -m autograder lab $(LAB)

quick: env-dev lint
	@$(RUN_TESTS) quick

test: env-test lint
	@$(RUN_TESTS) test

test-all: env-test lint
	@$(RUN_TESTS) all $(PART)

notebooks: env
	$(PY) -m autograder facts
	$(PY) -m autograder build
	$(PY) -m autograder.authoring.readme

class: env
	$(PY) -m autograder demo-class

bench: env-dev
	@ls bench/bench_*.py >/dev/null 2>&1 || { echo 'There is no benchmark in bench/ yet.'; exit 1; }
	@set -e; for file in bench/bench_*.py; do echo "== $$file"; $(PY) "$$file"; done

clean:
	rm -rf build .pytest_cache .ruff_cache .hypothesis test-results
	find . \( -path ./work -o -path './.venv*' -o -path ./.git \) -prune -o \
		-name __pycache__ -type d -prune -exec rm -rf {} +

env:
	$(BOOTSTRAP)$(OTHERWISE)

env-dev:
	$(BOOTSTRAP) --dev$(OTHERWISE)

env-test:
	$(BOOTSTRAP) --dev$(OTHERWISE)
	@$(PY) tests/debian.py --install

lint:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
