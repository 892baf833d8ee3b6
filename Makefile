# Servewell. `make demo` sets everything up and runs the product; `make test` sets everything up and runs all tests.
# Nothing is written outside .venv and var. GNU make 3.81 or newer.
.DEFAULT_GOAL := help
.PHONY: help demo test test-spark faults lint lock clean vendor browser bench messages guide

BIN := .venv/bin
# Operations, tables and gateways run a second time on PostgreSQL, and a resident's whole journey in a browser. By hand,
# a minute and a half more: `python -m tests.postgresql -n 2 --dist loadgroup tests/web tests/config`.
ON_POSTGRESQL := tests/apps tests/gateways tests/journeys/test_resident.py
PIP_FLAGS := --require-hashes --only-binary :all:

help:
	@echo "make demo    set up and run Servewell with the demo agency Riverton"
	@echo "make test    set up and run every test"
	@echo "make test-spark  the tests that need Spark and Java"
	@echo "make faults  the long run of kills and power cuts: what was confirmed is there, once"
	@echo "make lint    style, types and architecture contracts"
	@echo "make bench   the benchmarks, each against a peer or a limit"
	@echo "make lock    for maintainers: resolve pyproject.toml into requirements/*.lock"
	@echo "make vendor  for maintainers: rebuild the vendored style sheets and script"
	@echo "make messages  for maintainers: collect and compile the words of the pages"
	@echo "make guide   for maintainers: write the functions of rules into the guide"
	@echo "make clean   remove .venv and var"

demo: .venv/run.stamp
	$(BIN)/servewell demo

test: .venv/test.stamp browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup
	$(BIN)/python -m tests.postgresql -n 2 --dist loadgroup $(ON_POSTGRESQL)

# For about half an hour; `make test` has a short run of the same.
faults: .venv/test.stamp
	$(BIN)/python -m tests.faults --engine sqlite --cycles 500 --events 50000
	$(BIN)/python -m tests.faults --engine postgresql --cycles 500 --events 50000
	$(BIN)/python -m tests.faults.power --replays 500
	$(BIN)/python -m pytest -p no:cacheprovider -s tests/faults/test_served.py

# Spark is half a gigabyte and needs Java: not a part of `make test`.
test-spark: .venv/spark.stamp
	$(BIN)/python -m pytest -p no:cacheprovider tests/core/rules/bulk/test_spark.py tests/gateways/test_engines.py

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/servewell
	$(BIN)/lint-imports

bench: .venv/bench.stamp
	$(BIN)/python -m benchmarks

browser: .venv/test.stamp
	@sh tests/browser.sh

# The first of these that is 3.11 or newer and can make environments.
.venv/python.stamp:
	@set -e; for python in $$PYTHON python3.13 python3.12 python3.11 python3; do \
	  if command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	      echo "$$python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; fi; \
	    $$python -m venv .venv; touch $@; exit 0; fi; done; \
	echo "Servewell needs Python 3.11 or newer; none was found. Set PYTHON=/path/to/python3.11."; exit 1

define install
	@if command -v uv >/dev/null 2>&1 && VIRTUAL_ENV=.venv uv pip install -q $(PIP_FLAGS) -r $(1) 2>/dev/null; then :; else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_FLAGS) -r $(1); fi
	@echo "$(CURDIR)/src" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/servewell.pth"
	@printf '#!%s/.venv/bin/python\nimport sys\nfrom servewell.cli.main import main\nsys.exit(main())\n' "$(CURDIR)" > $(BIN)/servewell
	@chmod +x $(BIN)/servewell
endef

.venv/run.stamp: .venv/python.stamp requirements/run.lock
	@echo "Installing what Servewell needs (once) ..."
	$(call install,requirements/run.lock)
	@touch $@

.venv/test.stamp: .venv/python.stamp requirements/test.lock
	@echo "Installing what Servewell and its tests need (once) ..."
	$(call install,requirements/test.lock)
	@touch $@ .venv/run.stamp

.venv/bench.stamp: .venv/test.stamp requirements/bench.lock
	@echo "Installing what the benchmarks compare with (once) ..."
	$(call install,requirements/bench.lock)
	@touch $@

# PySpark has no wheel.
.venv/spark.stamp: .venv/test.stamp requirements/spark.lock
	@echo "Installing Spark (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: --no-binary pyspark \
	  -r requirements/spark.lock
	@touch $@

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements/run.lock
	uv pip compile pyproject.toml --group test --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements/test.lock
	uv pip compile pyproject.toml --group test --group bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements/bench.lock
	uv pip compile pyproject.toml --group test --extra spark --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements/spark.lock

vendor:
	sh src/servewell/web/design/vendor/build.sh

messages: .venv/test.stamp
	$(BIN)/python -m servewell.web.design.messages update
	$(BIN)/python -m servewell.web.design.messages compile

guide: .venv/run.stamp
	@mkdir -p var
	sed '/^## Every function/,$$d' docs/guide/writing-rules.md > var/writing-rules.md
	$(BIN)/servewell rules functions >> var/writing-rules.md
	mv var/writing-rules.md docs/guide/writing-rules.md

clean:
	rm -rf .venv var
