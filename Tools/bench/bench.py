#!/usr/bin/env python3
"""The benchmark of vidfs: measures it beside what a person could have instead.

Everything runs on this machine and on loopback; nothing is left behind, whatever ends it.
`make bench` and `make bench-quick` call it.
"""

import argparse
import os
import signal
import sys
import time

import chart
import contestants
import report
from goals import Results, evaluate, median
from listings import NamesBench, listing_scenarios
from machine import BenchError, Workshop, busy_seconds, describe, touch_memory
from media import Library
from scenarios import Bench, all_scenarios
from services import Services

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def parse(arguments):
    build = f"{ROOT}/.build/release"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--quick", action="store_true", help="two minutes: fewer rounds and contestants, smaller films")
    add("--rounds", type=int, help="rounds, of which medians are taken (default: 5; quick: 3)")
    add("--limit", type=float, help="seconds after which no further measurement starts (quick: 140)")
    add("--patience", type=float, default=0, metavar="S",
        help="seconds to wait in all, where other programs use more than a quarter of a processor")
    add("--vidfs", default=os.environ.get("VIDFS_BINARY", f"{build}/vidfs"), help="the binary to measure")
    add("--program", default=os.environ.get("VIDFS_BENCH", f"{build}/vidfs-bench"), help="vidfs-bench")
    add("--rclone", help="another newest rclone")
    add("--cache", default=f"{ROOT}/.build/bench", help="where the newest rclone is kept")
    add("--output", default=f"{ROOT}/.build/bench/results", help="where results go")
    add("--big", type=int, metavar="MIB", help="size of the long film (default: 1024; quick: 256)")
    add("--each", type=int, metavar="MIB", help="size of each of eight films (default: 256; quick: 64)")
    add("--round-trip", type=float, default=40, metavar="MS", help="of the far CDN and API")
    add("--rate", type=float, default=400, metavar="MBIT", help="Mbit/s of each connection to the far CDN")
    add("--ports", type=int, nargs=2, default=(21000, 21999), metavar=("FIRST", "LAST"))
    add("--scenarios", nargs="*", metavar="NAME", help="only those whose name begins so")
    add("--contestants", nargs="*", metavar="NAME", help="only these beside vidfs")
    add("--list", action="store_true", help="lists the scenarios")
    options = parser.parse_args(arguments)
    options.rounds = options.rounds or (3 if options.quick else 5)
    options.big = options.big or (256 if options.quick else 1024)
    options.each = options.each or (64 if options.quick else 256)
    options.limit = options.limit or (140 if options.quick else float("inf"))
    return options


def check(options):
    for program in (options.vidfs, options.program):
        if not os.access(program, os.X_OK):
            raise BenchError(f"{program} is not there; 'make bench' builds it")
    if not os.path.exists("/dev/fuse"):
        raise BenchError("/dev/fuse does not exist, so nothing can be mounted")
    space = os.statvfs("/dev/shm")
    needed = (options.big + 8 * options.each + 64) << 20
    if space.f_bavail * space.f_frsize < needed:
        raise BenchError(f"/dev/shm has no {needed >> 20} MiB for the films; choose smaller --big and --each")


def measure(bench, scenarios, options, started):
    """All scenarios in rounds; within one the contestants follow each other, in another order each round."""
    results, failures = Results(), []
    skipped, patience = 0, options.patience
    for number in range(options.rounds):
        for scenario in scenarios:
            names = [
                name for name in scenario.contestants(bench)
                if scenario.takes_part(name, number, options.quick)]
            turn = number % max(len(names), 1)
            for name in names[turn:] + names[:turn]:
                if time.monotonic() - started > options.limit:
                    skipped += 1
                    continue
                patience -= wait_for_quiet(patience)
                if not options.quick:
                    touch_memory(scenario.touches(options))
                begun = time.monotonic()
                try:
                    results.add(scenario.name, name, number, scenario.measure(bench, name, number))
                    said = f"{time.monotonic() - begun:.1f} s"
                except (BenchError, OSError) as error:
                    failures.append(
                        {"scenario": scenario.name, "contestant": name, "round": number, "error": str(error)})
                    said = f"failed: {error}"
                print(f"round {number + 1}  {scenario.name}  {name}  {said}", file=sys.stderr, flush=True)
    if skipped:
        print(f"{skipped} measurements were left out after {options.limit:.0f} s", file=sys.stderr)
    return results, failures


def wait_for_quiet(patience):
    """Waits until the machine has little else to do, at most so many seconds; returns how long it did."""
    start = time.monotonic()
    while time.monotonic() - start < patience:
        busy = busy_seconds()
        time.sleep(0.5)
        if busy_seconds() - busy < 0.125:
            break
    return time.monotonic() - start


def write(options, name, content):
    os.makedirs(options.output, exist_ok=True)
    with open(f"{options.output}/{name}", "w") as file:
        file.write(content)


def run(options):
    scenarios = all_scenarios(options, listing_scenarios(options))
    if options.list:
        print("\n".join(f"{scenario.name:28}{scenario.title}" for scenario in scenarios))
        return
    check(options)
    started, machine = time.monotonic(), describe()
    with Workshop(range(options.ports[0], options.ports[1] + 1)) as workshop:
        found = contestants.find_all(workshop, options, options.big << 20)
        if options.contestants is not None:
            found = {name: who for name, who in found.items() if name in ("vidfs", *options.contestants)}
        library = Library(workshop.media, options.big, options.each, 16 if options.quick else 32)
        services = Services(workshop, options.program, library, options.round_trip, options.rate)
        for scheme in ("http", "https"):
            source = library.file(library.small)
            contestants.verify(found["vidfs"], services.near(scheme), library.small, source)
        results, failures = measure(
            NamesBench(Bench(services, found, options, workshop)), scenarios, options, started)
        versions = contestants.versions(found)
    about = {
        "machine": machine, "versions": versions, "rounds": options.rounds, "quick": options.quick,
        "seconds": time.monotonic() - started, "round_trip_ms": options.round_trip, "rate_mbit": options.rate,
        "big_mib": options.big, "each_mib": options.each,
        "foreign": median(
            [record["figures"]["foreign"] for record in results.records if "foreign" in record["figures"]])}
    goals = evaluate(results, options)
    print(report.text(results, scenarios, goals, about))
    for failure in failures:
        print("not measured: {scenario}, {contestant}, round {round}: {error}".format(**failure))
    write(options, "results.json", report.machine_readable(results, goals, about, failures))
    write(options, "results.md", report.markdown(results, scenarios, goals, about))
    write(options, "results.svg", chart.svg(results))
    print(f"results.json, results.md and results.svg are in {options.output}")


def main():
    # The services are on loopback; a proxy of the environment is for what is outside.
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1,localhost"
    # A terminal that closes or a runner that gives up ends it as Ctrl-C does: with everything cleared.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        run(parse(sys.argv[1:]))
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
