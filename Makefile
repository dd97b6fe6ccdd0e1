# SPDX-License-Identifier: GPL-2.0-only
# What people do with a checkout. `make` explains itself.

# Kernels of `make conformance`: names as for ./kconform run --kernel, separated by spaces.
KERNELS ?= default
# More arguments for ./kconform run, e.g. ARGS='--tag unix'.
ARGS ?=
# Folder in which `make test` leaves vitest.json and results.json; .ci/run counts in them.
REPORTS ?=
# Results that `make docs` documents.
RESULTS ?= results/latest.json

WITH_NODE := tools/with-node.sh

help: ## this text
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing: Debian packages, Node, node_modules
	@tools/setup.sh

setup-build: ## install what is missing for building kernels, too
	@tools/setup.sh build

setup-test: ## install what is missing for the tests, too
	@tools/setup.sh test

conformance: setup ## all scenarios on the default kernels (KERNELS='debian:7.3 ./linux' for others)
	./kconform run $(foreach kernel,$(KERNELS),--kernel $(kernel)) $(if $(REPORTS),--results $(REPORTS)/results.json) $(ARGS)

conformance-all: setup ## the same on all series of kernels.lock.json, and on a newer release candidate when the mirror has one
	./kconform kernels fetch all
	@$(MAKE) --no-print-directory conformance KERNELS=all

# The two ends of the ABIs and one in their middle: in half the time of the default kernels, most of what a change can break. Say `make conformance` before it lands.
test: KERNELS = debian:5.10 debian:6.12 debian:7.3
test: lint types unit conformance ## everything that a change must pass: style, types, tests, and all scenarios on the oldest, a middle and the newest kernel

lint: setup ## biome: format, imports, suspicious code
	$(WITH_NODE) biome check --error-on-warnings .

types: setup ## tsc
	$(WITH_NODE) tsc --noEmit
	$(WITH_NODE) tsc --noEmit --project runner/report/site

unit: setup-test ## the tests beside the code, those with guests too
	$(WITH_NODE) vitest run --project unit $(if $(REPORTS),--reporter=default --reporter=json --outputFile.json=$(REPORTS)/vitest.json)

format: setup ## let biome rewrite what it can
	$(WITH_NODE) biome check --write .

schema: setup ## write docs/results.schema.json and docs/compat.schema.json anew
	$(WITH_NODE) node tools/schemas.ts
	$(WITH_NODE) biome check --write docs/results.schema.json docs/compat.schema.json

docs: setup ## write docs/reference anew, with what a run on the default kernels confirms (RESULTS=results/latest.json)
	./kconform docs $(RESULTS) --out docs/reference

check-docs: setup ## is everything in the source of 7.3 that scenarios and docs/reference cite? (ARGS='--tree ~/linux' for another)
	./kconform docs --check $(ARGS)

durations: setup ## record how long scenarios take, for --shard, from a results document (FROM=results/latest.json)
	$(WITH_NODE) node tools/durations.ts $(FROM)
	$(WITH_NODE) biome check --write durations.json

slurm-proof: setup ## run shards on a Slurm of this machine, kill and requeue them, and compare with a whole run (needs root, slurm-wlm and munge)
	$(WITH_NODE) node tools/slurm/prove.ts $(ARGS)

teeth: setup ## prove that every scenario can fail (KERNELS='debian:7.3' for other kernels, ARGS='--sample 100 --seed 7' for fewer scenarios)
	$(WITH_NODE) node tools/teeth.ts $(if $(filter default,$(KERNELS)),,$(foreach kernel,$(KERNELS),--kernel $(kernel))) $(ARGS)

coverage: setup-build ## which lines and branches of Landlock the scenarios reach, on a kernel built for gcov, and the selftests beside them (ARGS='--document docs/coverage.md')
	$(WITH_NODE) node tools/coverage.ts $(ARGS)

selftests-table: setup-build ## what of Landlock only the kernel's own selftests reach, case by case, and what only the scenarios (docs/selftests.md)
	$(WITH_NODE) node tools/selftests-table.ts $(ARGS)

mutants: setup-build ## break Landlock in dozens of small ways, and see whether a scenario notices (ARGS='refer scope' for some; goes on where it was left)
	$(WITH_NODE) node tools/mutants.ts $(ARGS)

bench: setup-test setup-build ## how long restores, boots, scenarios, merges, a whole run, its report and the selftests take, against their targets
	$(WITH_NODE) node bench/main.ts restore scenario merge matrix site selftests $(ARGS)

bench-build: setup-build ## how long a kernel takes of which one file changed, and then its verdicts, against their targets
	$(WITH_NODE) node bench/main.ts build $(ARGS)

bench-review: setup-build ## how long the review of three patches takes, against its target
	$(WITH_NODE) node bench/main.ts review $(ARGS)

bench-soak: setup ## 1,000 restores and ten whole runs: no leak, no verdict that changes (an hour)
	$(WITH_NODE) node bench/main.ts soak $(ARGS)

doctor: setup ## is this machine ready?
	./kconform doctor

package: setup ## the npm package, in build/
	@mkdir -p build
	npm pack --silent --pack-destination build

clean: ## remove what was built here; the cache of kernels and snapshots stays
	rm -rf build dist .vitest *.tsbuildinfo

.PHONY: help setup setup-build setup-test conformance conformance-all test lint types unit format schema docs check-docs durations slurm-proof teeth coverage selftests-table mutants bench bench-build bench-review bench-soak doctor package clean
