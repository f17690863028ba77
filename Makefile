# The only front door. Every target does its own set-up; `make doctor` says what a machine lacks.
#
#   make rehearse                  a whole release on this machine (KEEP=1 leaves the world running,
#                                  SCENARIO=name runs one story)
#   make rehearse-stop             end a world that was left running
#   make test                      everything that proves the project, the rehearsal included
#   make lint                      ruff, mypy, import-linter, rendered pages, registry, actionlint,
#                                  zizmor, schema, act
#   make render                    write again what is rendered: changelog, ADR index, settings page
#   make fuzz                      mutate inputs for SECONDS (default 600); SEED=n repeats a run
#   make conformance VECTORS=dir   the sigstore-conformance vectors, put to our verifier
#   make doctor                    what is there, what is missing, what to do
#   make lock                      new locks from requirements/*.in
#   make clean                     remove what was built in the tree (CACHE=1: the tools as well)

PYTHON  ?= python3
# A core each; rehearsals wait for much, so that two share one.
WORKERS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 1) + 1 )))

TOOLS = $(PYTHON) -I -S scripts/tools.py
RUN   = $(TOOLS) run

.PHONY: rehearse rehearse-stop test lint render fuzz conformance doctor lock clean tools
.DEFAULT_GOAL := rehearse
.NOTPARALLEL:

rehearse: tools
	$(RUN) python scripts/rehearse.py $(if $(KEEP),--keep) $(if $(SCENARIO),--scenario $(SCENARIO))

rehearse-stop: tools
	$(RUN) python scripts/rehearse.py --stop

test: lint
	$(RUN) python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: tools
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) python -I scripts/changelog.py check
	$(RUN) python -I scripts/adr_index.py check
	$(RUN) python -I scripts/pages.py check
	$(PYTHON) -I scripts/validate_model_registry.py
	$(RUN) actionlint -shellcheck= -pyflakes=
	$(RUN) zizmor --offline --persona=auditor .github
	$(RUN) check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(RUN) act --validate --workflows .github/workflows --platform ubuntu-24.04=-self-hosted

render:
	$(PYTHON) -I -S scripts/changelog.py render
	$(PYTHON) -I -S scripts/adr_index.py render
	$(PYTHON) -I -S scripts/pages.py render

fuzz: tools
	$(RUN) python -m tests.fuzz.run $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

conformance: tools
	$(RUN) python -m tests.conformance.run $(VECTORS)

doctor:
	$(PYTHON) -I -S scripts/doctor.py

# Universal: one lock for every Python from 3.11 on. Versions wait a week before they are taken.
COMPILE = $(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
          --no-header --no-annotate --upgrade --exclude-newer "7 days"

lock: tools
	cd requirements && for set in dev uv go tools; do \
	  $(subst scripts/,../scripts/,$(COMPILE)) $$set.in --output-file $$set.txt || exit 1; done
	cd requirements && for set in build export prove github verify; do \
	  $(subst scripts/,../scripts/,$(COMPILE)) --constraints dev.txt $$set.in --output-file $$set.txt || exit 1; done

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	$(if $(CACHE),$(TOOLS) clear)

tools:
	@$(TOOLS) setup
