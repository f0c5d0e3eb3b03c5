# Each target is a few scripts; those are where to read what happens. All can be run again at any time.

.DEFAULT_GOAL := help
.PHONY: help demo test drills sanitize budget fuzz simulate build lab lab-fresh lab-down lint

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## build all, make the lab, provision it, verify it, drill it (root, Debian 12, Swift 6.3)
	@lab/preflight
	@lab/packages
	@$(MAKE) --no-print-directory build
	@lab/up
	@lab/demo

test: ## run all tests: unit, differential, acceptance on the lab (root, Debian 12, Swift 6.3)
	@lab/preflight
	@lab/packages
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory build
	@bench/proxy/budget
	@$(MAKE) --no-print-directory fuzz
	@$(MAKE) --no-print-directory simulate
	@lab/up
	@swift test

drills: ## build, and carry out every drill on the lab with both engines (root, Debian 12, Swift 6.3)
	@lab/preflight
	@lab/packages
	@$(MAKE) --no-print-directory build
	@lab/up
	@lab/drills

sanitize: ## run the proxy's tests, and the proxy that they start, under ThreadSanitizer
	@.ci/sanitize

budget: build ## count what a request costs the proxy, and fail when it is more than its limit
	@bench/proxy/budget

fuzz: ## try every reader of bytes from outside with mutated inputs, under libFuzzer
	@.ci/fuzz

simulate: ## let whole proxies live through thousands of simulated worlds; SEED=n repeats one of them
	@.ci/simulate $(SEED)

build: ## build both programs into .build/release
	swift build -c release --static-swift-stdlib

lab: ## bring the lab up, from whatever state it is in
	@lab/up

lab-fresh: ## bring the lab up with empty Incus hosts
	@lab/up --fresh

lab-down: ## take the lab away; the images stay in the cache
	@lab/down

lint: ## check the format of the Swift sources and the syntax of the scripts
	@swift format lint --strict -r -p Sources Tests Package.swift
	@for script in $$(grep -lr '^#!/bin/bash' lab .ci); do bash -n $$script || exit 1; done
