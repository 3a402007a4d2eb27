# What can be done here, each with one word. `make` alone lists it.

PREFIX ?= /usr/local
DESTDIR ?=
MOUNT ?= vidfs-demo

BUILD_PACKAGES = libfuse3-dev fuse3 libsqlite3-dev pkg-config ca-certificates
TEST_PACKAGES = nginx ffmpeg mpv rsync python3 attr procps util-linux
RELEASE = swift build -c release --static-swift-stdlib --product vidfs
BINARY = .build/release/vidfs

.DEFAULT_GOAL := help
.PHONY: help demo test test-unit test-tsan test-asan build install uninstall format lint clean packages \
    test-packages toolchain

help: ## Lists what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: build ## Builds, mounts the embedded demo library at ./vidfs-demo, says how to play it
	@Tools/check-fuse.sh
	@if grep -q " $(CURDIR)/$(MOUNT) .*fuse.vidfs" /proc/self/mountinfo; then \
	    $(BINARY) unmount $(CURDIR)/$(MOUNT); fi
	@$(BINARY) demo $(MOUNT)

test: build test-packages ## Runs all tests, those on real mounts with real players included
	@Tools/check-fuse.sh
	swift build --build-tests
	@CI=$${CI-true} VIDFS_BINARY=$(CURDIR)/$(BINARY) Tools/run-tests.sh

test-unit: packages toolchain ## Runs the tests that need no release binary
	swift build --build-tests
	@Tools/run-tests.sh --skip SystemTests

# With a build of everything each, these two take a quarter of an hour: not part of CI.
test-tsan: packages toolchain ## Runs the tests under the thread sanitizer
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tools/tsan-suppressions.txt halt_on_error=0" \
	    swift test --sanitize=thread --scratch-path .build-tsan --skip SystemTests

test-asan: packages toolchain ## Runs the tests under the address sanitizer
	ASAN_OPTIONS=detect_leaks=0 \
	    swift test --sanitize=address --scratch-path .build-asan --skip SystemTests

build: packages toolchain ## Builds the release binary, which needs no toolchain to run
	$(RELEASE)

install: ## Puts the release binary under PREFIX (/usr/local), and mount.vidfs beside it
	@test -x $(BINARY) || { echo "Build it first: make build" >&2; exit 1; }
	install -D -s -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/vidfs
	install -d $(DESTDIR)$(PREFIX)/sbin
	ln -sf ../bin/vidfs $(DESTDIR)$(PREFIX)/sbin/mount.vidfs

uninstall: ## Removes what `make install` put there
	rm -f $(DESTDIR)$(PREFIX)/bin/vidfs $(DESTDIR)$(PREFIX)/sbin/mount.vidfs

format: toolchain ## Formats the sources in place
	swift format --in-place --recursive Sources Tests Package.swift

lint: toolchain ## Checks format and style
	swift format lint --strict --recursive Sources Tests Package.swift

clean: ## Removes what was built
	rm -rf .build .build-tsan .build-asan

packages:
	@Tools/install-packages.sh $(BUILD_PACKAGES)

test-packages:
	@Tools/install-packages.sh $(TEST_PACKAGES)

toolchain:
	@command -v swift >/dev/null || { \
	    echo "Swift 6.2 or later is needed to build: https://www.swift.org/install/" >&2; exit 1; }
