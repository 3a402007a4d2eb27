# What can be done here, each with one word. `make` alone lists it.

PREFIX ?= /usr/local
DESTDIR ?=
MOUNT ?= vidfs-demo

# Headers and tools that building takes; git for the dependencies, zlib for the network stack.
BUILD_PACKAGES = libfuse3-dev fuse3 libsqlite3-dev zlib1g-dev pkg-config ca-certificates git
# What the tests play, copy and serve with.
TEST_PACKAGES = nginx ffmpeg mpv rsync python3 python3-venv procps util-linux

# What the benchmark serves with, compares with, and compiles a null file system with.
BENCH_PACKAGES = nginx curl openssl python3 python3-venv gcc libc6-dev pkg-config libfuse3-dev
# Contestants that it can do without.
BENCH_CONTESTANTS = rclone httpdirfs

RELEASE = swift build -c release --static-swift-stdlib --product vidfs
BINARY = $(CURDIR)/.build/release/vidfs
INSTALLED = $(DESTDIR)$(PREFIX)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-unit test-tsan test-asan soak bench bench-quick build install uninstall format \
    lint clean packages test-packages bench-packages bench-binaries toolchain fuse

help: ## Lists what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: toolchain packages fuse ## Builds, mounts the built-in demo library at ./vidfs-demo, says what to try
	$(RELEASE)
	@Tools/demo.sh "$(BINARY)" "$(MOUNT)"

test: toolchain packages test-packages fuse ## Runs all tests, with real mounts, players and copy programs
	@Tools/timed.sh "release build" $(RELEASE)
	@Tools/timed.sh "debug build" swift build --build-tests
	@CI="$${CI:-true}" VIDFS_BINARY="$(BINARY)" Tools/timed.sh "tests" Tools/run-tests.sh

test-unit: toolchain packages ## Runs the fast tests, which need no release binary
	swift build --build-tests
	@ALLOW_SKIPPED=1 Tools/run-tests.sh --skip '^SystemTests\.'

# Each of these builds everything once more, a quarter of an hour on two cores: too long for CI. First the tests
# that have the code in their own process, then faults and reads of chance against a program with the sanitizer
# in it, whose reports are taken for crashes. One test after the other: all at once they take longer than a test
# may. The simulation is one pure function after another: of ten thousand schedules five hundred show as much, in
# a minute instead of half an hour.
SANITIZED = '^(VideoFSTests|DemoOriginTests|MountTests)\.'
SANITIZED_MOUNTS = '^SystemTests\.SystemTests/(FaultTests|OracleTests)'
SANITIZED_RUN = VIDFS_SCHEDULES="$${VIDFS_SCHEDULES:-500}" VIDFS_BINARY="$(CURDIR)/$(1)/debug/vidfs" \
    CI="$${CI:-true}" Tools/run-tests.sh $(2) --no-parallel --filter
TSAN_SETTINGS = halt_on_error=0:suppressions=$(CURDIR)/Tools/tsan-suppressions.txt
TSAN = --sanitize=thread --scratch-path .build-tsan -Xswiftc -DTHREAD_SANITIZER
ASAN = --sanitize=address --scratch-path .build-asan

test-tsan: toolchain packages test-packages fuse ## Runs the tests under the thread sanitizer
	swift build --build-tests $(TSAN)
	@TSAN_OPTIONS=$(TSAN_SETTINGS) $(call SANITIZED_RUN,.build-tsan,$(TSAN)) $(SANITIZED)
	@TSAN_OPTIONS=$(TSAN_SETTINGS) $(call SANITIZED_RUN,.build-tsan,$(TSAN)) $(SANITIZED_MOUNTS)

# Memory that lives as long as the process counts as a leak to it; nothing here depends on freeing that.
test-asan: toolchain packages test-packages fuse ## Runs the tests under the address sanitizer
	swift build --build-tests $(ASAN)
	@ASAN_OPTIONS=detect_leaks=0 $(call SANITIZED_RUN,.build-asan,$(ASAN)) $(SANITIZED)
	@ASAN_OPTIONS=detect_leaks=0 $(call SANITIZED_RUN,.build-asan,$(ASAN)) $(SANITIZED_MOUNTS)

# Hours. A failure names its seed; VIDFS_SEED=<seed> with VIDFS_SCHEDULES=1, or VIDFS_ORACLE_READS=1, runs the
# schedule, or the round of 10,000 reads, of that seed alone.
SOAK = -c release -Xswiftc -enable-testing --scratch-path .build-soak

soak: toolchain packages test-packages fuse ## Runs a million schedules of the simulation, a million reads under faults
	$(RELEASE)
	swift build --build-tests $(SOAK)
	@VIDFS_SCHEDULES="$${VIDFS_SCHEDULES:-1000000}" Tools/run-tests.sh $(SOAK) --filter SimulationTests
	@CI="$${CI:-true}" VIDFS_BINARY="$(BINARY)" VIDFS_ORACLE_READS="$${VIDFS_ORACLE_READS:-1000000}" \
	    Tools/run-tests.sh $(SOAK) --filter OracleTests

BENCH = VIDFS_BINARY="$(BINARY)" VIDFS_BENCH="$(CURDIR)/.build/release/vidfs-bench" python3 Tools/bench/bench.py

# BENCH_OPTIONS="--scenarios eight --rounds 3", for example; Tools/bench/bench.py --help lists them.
bench: toolchain packages bench-packages fuse bench-binaries ## Measures speed and memory beside curl, rclone and httpdirfs
	-@Tools/install-packages.sh $(BENCH_CONTESTANTS)
	@$(BENCH) $(BENCH_OPTIONS)

bench-quick: toolchain packages bench-packages fuse bench-binaries ## The same in two minutes, with smaller films
	@$(BENCH) --quick $(BENCH_OPTIONS)

build: toolchain packages ## Builds the release binary, which runs without a toolchain
	$(RELEASE)

install: ## Puts the release binary under PREFIX (/usr/local), below DESTDIR if that is set
	@test -x "$(BINARY)" || { echo "There is nothing to install yet: run 'make build' first." >&2; exit 1; }
	install -D -m 755 "$(BINARY)" "$(INSTALLED)/bin/vidfs"
	if command -v strip >/dev/null; then strip "$(INSTALLED)/bin/vidfs"; fi
	install -d "$(INSTALLED)/sbin"
	ln -sf ../bin/vidfs "$(INSTALLED)/sbin/mount.vidfs"
	@test "$(PREFIX)" = /usr || echo "mount(8) looks for helpers in /sbin alone; for /etc/fstab add:" \
	    "ln -s $(PREFIX)/bin/vidfs /sbin/mount.vidfs"

uninstall: ## Removes what `make install` put there
	rm -f "$(INSTALLED)/bin/vidfs" "$(INSTALLED)/sbin/mount.vidfs"

format: toolchain ## Formats the sources in place
	swift format --in-place --recursive --parallel Sources Tests Package.swift

lint: toolchain ## Checks the format of the sources and the syntax of the scripts
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	for script in .ci/run Tools/*.sh; do bash -n "$$script" || exit 1; done

clean: ## Removes what was built
	rm -rf .build .build-tsan .build-asan .build-soak

packages:
	@Tools/install-packages.sh $(BUILD_PACKAGES)

test-packages:
	@Tools/install-packages.sh $(TEST_PACKAGES)

bench-packages:
	@Tools/install-packages.sh $(BENCH_PACKAGES)

bench-binaries:
	$(RELEASE)
	swift build -c release --static-swift-stdlib --product vidfs-bench
	@python3 -m unittest discover -s Tools/bench

fuse:
	@Tools/check-fuse.sh

toolchain:
	@command -v swift >/dev/null || { \
	    echo "Swift 6.2 or later is needed and is not in the PATH; get it at https://www.swift.org/install/" >&2; \
	    exit 1; }
