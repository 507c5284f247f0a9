# Everything from a bare checkout: a Python of 3.11 or newer and the package index are enough.
#   make env      the environment, in .venv
#   make demo     the sample season through the whole chain, then the pages; ARGS=--no-serve, --fresh
#   make test     every check but the long ones
#   make soak     the long forms, for SOAK_MINUTES
#   make bench    speed and memory beside what they are measured against; ARGS=--quick
.PHONY: env demo test soak bench

PYTHON ?= $(shell command -v python3.11 || command -v python3)
SOAK_MINUTES ?= 20
ARGS ?=
RUN := .venv/bin
# The lock file is what is installed, by the Python that is here; nothing else is fetched.
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never

env: .venv/.made

.venv/.made: pyproject.toml uv.lock .uv/.made
	.uv/bin/uv sync --frozen --quiet --python .uv/bin/python
	@touch $@

.uv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3' >&2; exit 1; }
	$(PYTHON) -m venv --clear .uv
	.uv/bin/python -m pip install --quiet uv
	@touch $@

demo: env
	$(RUN)/jineng demo $(ARGS)

test: env
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/mypy
	$(RUN)/lint-imports
	@# Compares the models with the migration files; that no database answers does not matter.
	DATABASE_URL='postgresql:///none?host=/nowhere' $(RUN)/python -W ignore::RuntimeWarning \
	  -m django makemigrations --check --dry-run --settings jineng.site.settings
	$(RUN)/pytest -q -n 2 --dist loadgroup

soak: env
	SOAK_MINUTES=$(SOAK_MINUTES) $(RUN)/pytest -q -m soak
	@echo 'soak: every season that was killed came out as if it had not been'

bench: .venv/.bench
	$(RUN)/python -m benchmarks.run $(ARGS)

# The engines that we are measured against are installed for this alone.
.venv/.bench: .venv/.made
	.uv/bin/uv sync --frozen --quiet --group bench --python .uv/bin/python
	@touch $@
