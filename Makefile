# talktui: `make run` tries it, `make test` tests it, `make check` lints it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto
SPECS := tests/data/specs/commonmark.txt tests/data/specs/gfm.txt

.PHONY: run test torture bench check format screenshot specs readme build clean

# The stamp says what is installed; pyproject.toml is what decides it.
$(VENV)/.run-stamp: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev-stamp: $(VENV)/.run-stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

run: $(VENV)/.run-stamp  ## open the sample notes
	$(BIN)/talktui notes

# Where they cannot be had the tests run all the same: those that compare with them are skipped, and say so.
$(SPECS) &: scripts/get_specs.py | $(VENV)/.dev-stamp
	@$(BIN)/python scripts/get_specs.py || echo "The tests run without what is missing of them: $(SPECS)" >&2

test: $(VENV)/.dev-stamp $(SPECS)  ## run every test, with the CommonMark and GFM examples to compare the viewer with
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

# Hours of it: TALKTUI_TORTURE=0.1 is a tenth. One after the other, since each test uses every core itself.
torture: export TALKTUI_TORTURE ?= full
torture: export TALKTUI_FIGURES ?= torture.md
torture: $(VENV)/.dev-stamp  ## try to lose a byte, at full size; prints the figures as tables, also to torture.md
	$(BIN)/python -m pytest -p no:xdist tests/reliability

# QUICK=1 is a few minutes of it, DOCS=1 puts the figures into docs/performance.md and docs/scale.svg.
bench: $(VENV)/.dev-stamp  ## measure talktui on 100 to 100,000 talks and the viewer on long notes: ratios, in one run
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick) --json bench.json --markdown bench.md
	$(if $(QUICK),,$(BIN)/python -m benchmarks.scale --results bench.json --chart $(if $(DOCS),docs/scale.svg,bench.svg))
	$(if $(DOCS),$(BIN)/python -m benchmarks.page --results bench.json --page docs/performance.md)
	$(if $(QUICK),,$(BIN)/python -m benchmarks.viewer)

check: $(VENV)/.dev-stamp  ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev-stamp  ## let ruff format and fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshot: $(VENV)/.dev-stamp  ## renew docs/talktui.svg, the picture in the README
	$(BIN)/python scripts/screenshot.py

specs: $(VENV)/.dev-stamp  ## get those examples anew; `make test` gets them when they are missing
	$(BIN)/python scripts/get_specs.py

readme: $(VENV)/.dev-stamp  ## renew the key tables in README.md and docs/keys.md from the command table
	$(BIN)/python scripts/key_tables.py

build: $(VENV)/.dev-stamp
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
