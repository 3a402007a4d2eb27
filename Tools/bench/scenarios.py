"""What is measured. Each scenario measures one contestant once and returns figures by name.

Every measurement has a mount of its own that has read nothing: cold for the kernel and for the contestant.
The CDN's own log says what was fetched, so a measurement that was not cold would show.
"""

import os
import time

import readers
from machine import BenchError, busy_seconds, cpu_seconds
from readers import KIB, MIB, percentile
from services import distinct_bytes
from traces import TRACES

GIB = 1 << 30


class Bench:
    """What scenarios share: services, contestants, sizes."""

    def __init__(self, services, contestants, options, workshop=None):
        self.services, self.contestants, self.options = services, contestants, options
        self.library, self.workshop, self.program = services.library, workshop, options.program

    def size(self, film):
        return self.library.sizes[film]


class Account:
    """Counts what a piece of work costs everybody: CPU of mount and servers, requests, bytes, links."""

    def __init__(self, site, mounted=None):
        self.site, self.mounted = site, mounted
        site.nginx.requests()
        site.origin.forget()
        self._mount_pids = mounted.pids() if mounted else []
        self._start = self._clocks()

    def _clocks(self):
        return (
            cpu_seconds(self._mount_pids), self.site.server_cpu(), self.site.other_cpu(), busy_seconds())

    def stop(self, outcome=None, asked=None):
        """Ends the counting, unmounts, and returns the figures.

        - outcome: of the reader, if its CPU counts.
        - asked: bytes that were read, for what is counted per byte.
        """
        mount, server, other, busy = (end - start for start, end in zip(self._start, self._clocks()))
        figures = {"peak_mib": self.mounted.peak_mib()} if self.mounted else {}
        figures["links"] = self.site.origin.links_asked()
        if self.mounted:
            self.mounted.close()
            figures["close_s"] = self.mounted.close_s
        requests = [entry for entry in self.site.nginx.requests() if entry.status in (200, 206)]
        fetched, distinct = sum(entry.sent for entry in requests), distinct_bytes(requests)
        figures |= {"requests": len(requests), "fetched_mib": fetched / MIB}
        if distinct:
            figures["downloads"] = fetched / distinct
        if asked:
            gib = asked / GIB
            figures |= {
                "fetched_ratio": fetched / asked, "cpu_mount": mount / gib, "cpu_server": server / gib,
                "cpu_other": other / gib}
            if outcome:
                figures |= {
                    "cpu_reader": outcome.cpu / gib, "mib_s": asked / MIB / outcome.seconds,
                    "seconds": outcome.seconds,
                    # What other programs took of the machine meanwhile, in processors. Not cut off at 0: what
                    # it is below, it is wrong by.
                    "foreign": (busy - mount - server - other - outcome.cpu) / outcome.seconds}
        return figures


class Scenario:
    """`name` keys the results; `who` names contestants; in `quick` runs some are left out."""

    who = ()
    quick_who = None
    in_quick = True
    # What takes long is measured less often.
    quick_rounds = 1
    full_rounds = 1000
    # The same for single contestants, in a full run.
    rounds_of = {}

    def __init__(self, name, title):
        self.name, self.title = name, title

    def contestants(self, bench):
        names = self.quick_who if bench.options.quick and self.quick_who is not None else self.who
        return [name for name in names if name in bench.contestants]

    def takes_part(self, name, round_number, quick):
        most = self.quick_rounds if quick else self.rounds_of.get(name, self.full_rounds)
        return round_number < most

    def touches(self, options):
        """MiB of memory, rather too many, that a measurement uses whose figures depend on how fast it is had."""
        return 512

    def measure(self, bench, name, round_number):
        raise NotImplementedError


class Sequential(Scenario):
    """One film from start to end with `dd`, 1 MiB at a time."""

    who = ("vidfs", "curl", "rclone", "rclone-debian", "httpdirfs", "null")
    quick_rounds = 3

    def __init__(self, scheme):
        super().__init__(f"sequential-{scheme}", f"sequential, {scheme}")
        self.scheme = scheme
        if scheme == "https":
            self.who = ("vidfs", "curl", "rclone", "rclone-debian")
        self.quick_who = tuple(name for name in self.who if name not in ("rclone-debian", "httpdirfs"))

    def touches(self, options):
        # The kernel's cache of the film, and whatever comes on its way there.
        return 2 * options.big

    def measure(self, bench, name, round_number):
        site = bench.services.near(self.scheme)
        if name == "httpdirfs":
            # It stalls for 0.1 s at each of its requests: 4 MiB take as long as a GiB does elsewhere.
            return copy(bench, name, site, bench.library.small, 4)
        return copy(bench, name, site, bench.library.big)


def copy(bench, name, site, film, mib=None):
    """Reads a film, or its first MiB, once."""
    contestant = bench.contestants[name]
    count = min(mib * MIB if mib else bench.size(film), bench.size(film))
    if name == "curl":
        link = site.origin.link(film)
        account = Account(site)
        span = ["-r", f"0-{count - 1}"] if mib else []
        said = ["-f", "-o", os.devnull, "-w", "%{time_starttransfer} %{time_total}"]
        outcome = readers.run([[*contestant.arguments(site), *said, *span, link]])
        first, total = (float(word) for word in outcome.text.split())
        # From the first byte on: what one connection carries.
        return {**account.stop(outcome, count), "flow_mib_s": count / MIB / max(total - first, 1e-6)}
    with contestant.mount(site, [film]) as mounted:
        account = Account(site, mounted)
        outcome = readers.run([readers.copy_command(mounted.path(film), mib)])
        figures = account.stop(outcome, count)
    if name != "null":
        check_all_fetched(name, figures)
    return figures


def check_all_fetched(name, figures):
    """A mount that was cold and read whole has fetched every byte: anything less was not measured."""
    if figures["fetched_ratio"] < 1:
        raise BenchError(f"{name} fetched only {figures['fetched_ratio']:.4f} of what was read")


class FirstByte(Scenario):
    """Opens films that nobody has opened and reads 64 KiB of each; the mount is warm, the films are cold.

    curl asks for a link and for the first range, each on a warm connection.
    """

    who = ("vidfs", "curl", "rclone", "rclone-debian")
    quick_who = ("vidfs", "curl", "rclone")

    def __init__(self, is_far, scheme="http"):
        name = "first-byte" + ("-far" if is_far else "") + ("-https" if scheme == "https" else "")
        super().__init__(name, "first byte" + (", far" if is_far else "") + f", {scheme}")
        self.is_far, self.scheme = is_far, scheme
        self.quick_rounds = 1 if is_far else 3
        if is_far:
            self.who = self.quick_who

    def measure(self, bench, name, round_number):
        site = bench.services.far(self.scheme) if self.is_far else bench.services.near(self.scheme)
        films = bench.library.names[: 11 if bench.options.quick else 21]
        if name == "curl":
            return self._curl(bench, site, films)
        with bench.contestants[name].mount(site, films) as mounted:
            account = Account(site, mounted)
            paths = [mounted.path(film) for film in films]
            # A pause, as between two films: what is done behind an answer is not the next film's.
            seen = readers.run([readers.command("opens", paths=paths, length=64 * KIB, pause=0.05)]).json
            times = seen["ms"][1:]
            return {
                **account.stop(), "first_ms": seen["ms"][0], "p50_ms": percentile(times, 0.5),
                "p90_ms": percentile(times, 0.9)}

    def _curl(self, bench, site, films):
        curl = bench.contestants["curl"]
        token = "Authorization: Bearer " + site.origin.token()
        asked = curl.times(site, [(site.api + site.origin.link_path(film), None, [token]) for film in films])
        got = curl.times(site, [(site.origin.link(film), "0-65535", []) for film in films])
        link, first = percentile(asked, 0.5), percentile(got, 0.5)
        return {"link_ms": link, "range_ms": first, "p50_ms": link + first}


class Places(Scenario):
    """Reads of 128 KiB all over a film whose link is at hand. What the first read fetched is not counted,
    unless it was still being sent.
    """

    who = ("vidfs", "curl", "rclone", "rclone-debian")
    quick_who = ("vidfs", "curl", "rclone")

    def __init__(self, name, title, is_far, scheme, count, quick_count, slow=()):
        super().__init__(name, title)
        self.is_far, self.scheme, self.count, self.quick_count = is_far, scheme, count, quick_count
        # Far away Debian's rclone is as slow as the newest.
        self.who = tuple(name for name in self.who if not (is_far and name == "rclone-debian")) + tuple(slow)
        self.quick_rounds = 1 if is_far else 3

    def measure(self, bench, name, round_number):
        site = bench.services.far(self.scheme) if self.is_far else bench.services.near(self.scheme)
        film = bench.library.small if name == "httpdirfs" else bench.library.big
        count = self.quick_count if bench.options.quick else self.count
        count = min(count, 20) if name == "httpdirfs" else count
        places = readers.random_places(bench.size(film), count, 128 * KIB, round_number)
        if name == "curl":
            return self._curl(bench, site, film, places)
        with bench.contestants[name].mount(site, [film]) as mounted:
            path = mounted.path(film)
            # The first read takes link and connection; the seeks have both.
            readers.run([readers.command("reads", path=path, places=[[0, 64 * KIB]])])
            time.sleep(0.3)
            account = Account(site, mounted)
            seen = readers.run([readers.command("reads", path=path, places=places)]).json
            return {**account.stop(None, count * 128 * KIB), **latencies(seen["ms"])}

    def _curl(self, bench, site, film, places):
        link = site.origin.link(film)
        spans = [(link, f"{offset}-{offset + length - 1}", []) for offset, length in places]
        return latencies(bench.contestants["curl"].times(site, spans))


def latencies(times):
    return {
        "p50_ms": percentile(times, 0.5), "p90_ms": percentile(times, 0.9), "p99_ms": percentile(times, 0.99)}


class Window(Scenario):
    """Reads of what the mount holds and the kernel does not: 128 KiB, past the page cache.

    Behind a reader that has just read 8 MiB, in the last 2 of them; the CDN is not asked again.
    """

    who = ("vidfs", "rclone", "null")
    quick_who = ("vidfs", "null")

    def measure(self, bench, name, round_number):
        site, film = bench.services.near("http"), bench.library.big
        with bench.contestants[name].mount(site, [film]) as mounted:
            account = Account(site, mounted)
            seen = readers.run([window_command(mounted.path(film))]).json
            return {**account.stop(), **latencies(seen["ms"])}


def window_command(path, count=400):
    places = [[6 * MIB + (number * 7 % 16) * 128 * KIB, 128 * KIB] for number in range(count)]
    return readers.command("reads", path=path, places=places, warm=8 * MIB, settle=0.3, direct=True)


class Eight(Scenario):
    """Eight films read from start to end side by side."""

    quick_rounds = 3

    who = ("vidfs", "curl", "rclone", "rclone-debian")
    quick_who = ("vidfs", "curl", "rclone")

    def touches(self, options):
        return 10 * options.each

    def measure(self, bench, name, round_number):
        site, films = bench.services.near("http"), bench.library.each
        contestant, total = bench.contestants[name], sum(bench.size(film) for film in bench.library.each)
        if name == "curl":
            links = [site.origin.link(film) for film in films]
            account = Account(site)
            commands = [[*contestant.arguments(site), "-f", "-o", os.devnull, link] for link in links]
            figures = account.stop(readers.run(commands), total)
            check_all_fetched(name, figures)
            return figures
        with contestant.mount(site, films) as mounted:
            account = Account(site, mounted)
            outcome = readers.run([readers.copy_command(mounted.path(film)) for film in films])
            figures = account.stop(outcome, total)
        check_all_fetched(name, figures)
        return figures


class Streams(Scenario):
    """Players at 8 Mbit/s: one, then eight, then 64 of films of their own; peak memory of each.

    With 64 under way, reads inside the window of one more film are timed.
    """

    who = ("vidfs", "rclone", "null")
    quick_who = ("vidfs",)
    full_rounds = 3

    def touches(self, options):
        return 2048

    def measure(self, bench, name, round_number):
        site, films = bench.services.near("http"), bench.library.many
        seconds = 3 if bench.options.quick else 8
        with bench.contestants[name].mount(site, [*films, bench.library.big]) as mounted:
            account = Account(site, mounted)
            time.sleep(0.5)
            figures = {"idle_mib": mounted.resident_mib()}
            for count in (1, 8):
                mounted.reset_peak()
                readers.run([self._players(mounted, films[:count], 2)])
                figures[f"peak_{count}_mib"] = mounted.peak_mib()
            mounted.reset_peak()
            probe = [*window_command(mounted.path(bench.library.big), 200)]
            later = ["sh", "-c", 'sleep 1; exec "$@"', "sh", *probe]
            seen = readers.run([self._players(mounted, films, seconds), later])
            players, window = seen.text.splitlines()
            return {
                **figures, **account.stop(), **latencies(readers.json.loads(window)["ms"]),
                "late_s": readers.json.loads(players)["late"]}

    @staticmethod
    def _players(mounted, films, seconds):
        return readers.command(
            "paced", paths=[mounted.path(film) for film in films], rate=1_000_000, seconds=seconds,
            chunk=128 * KIB)


class Trace(Scenario):
    """A player's reads, replayed. vidfs has played another film in an earlier mount, as rclone has read the
    site's listing in this one: both know the library, and where films come from.
    """

    who = ("vidfs", "rclone")

    def __init__(self, trace, is_far, scheme="http"):
        where = ("-far" if is_far else "") + ("-https" if scheme == "https" else "")
        far = ", far" if is_far else ""
        super().__init__(f"player-{trace}{where}", f"player: {trace}{far}, {scheme}")
        self.trace, self.is_far, self.scheme = trace, is_far, scheme
        self.in_quick = trace == "jump" and scheme == "http"

    def measure(self, bench, name, round_number):
        site = bench.services.far(self.scheme) if self.is_far else bench.services.near(self.scheme)
        film = bench.library.big
        places = TRACES[self.trace](bench.size(film))
        known = {"played": bench.library.each[0]} if name == "vidfs" else {}
        with bench.contestants[name].mount(site, [film], **known) as mounted:
            # Nobody presses play while it mounts.
            time.sleep(0.5)
            account = Account(site, mounted)
            seen = readers.run([readers.command("reads", path=mounted.path(film), places=places)]).json
            times = {"total_ms": seen["from_open"] * 1000, "worst_ms": max(seen["ms"])}
            return {**account.stop(None, seen["bytes"]), **times}


class FarCopy(Scenario):
    """A copy over a line with a round trip, each connection at a rate."""

    who = ("vidfs", "curl", "rclone", "rclone-4")

    def touches(self, options):
        return 1280

    def measure(self, bench, name, round_number):
        site, mib = bench.services.far("http"), 96 if bench.options.quick else 256
        # A copier that gets parallel connections needs more bytes for a rate to show than one that does not.
        more = 1 if bench.options.quick or name in ("curl", "rclone") else 3
        return copy(bench, name, site, bench.library.big, mib * more)


class FarViewer(Scenario):
    """A viewer at exactly one connection's rate, over the same line; timed from its first byte on."""

    who = ("vidfs", "rclone")
    quick_who = ("vidfs",)

    def measure(self, bench, name, round_number):
        site, film = bench.services.far("http"), bench.library.big
        rate = bench.options.rate * 1_000_000 / 8
        seconds = 2 if bench.options.quick else 8
        with bench.contestants[name].mount(site, [film]) as mounted:
            account = Account(site, mounted)
            player = readers.command(
                "paced", paths=[mounted.path(film)], rate=rate, seconds=seconds, chunk=128 * KIB)
            seen = readers.run([player]).json["players"][0]
            speed = {"mib_s": seen["bytes"] / MIB / seen["seconds"], "late_s": seen["late"]}
            return {**account.stop(), **speed}


class TwoViewers(Scenario):
    """Two players of one film, the second two seconds behind: how often the film is downloaded."""

    who = ("vidfs", "rclone")
    quick_who = ("vidfs",)
    full_rounds = 3

    def measure(self, bench, name, round_number):
        site, film = bench.services.near("http"), bench.library.each[0]
        seconds = 4 if bench.options.quick else 8
        with bench.contestants[name].mount(site, [film]) as mounted:
            account = Account(site, mounted)
            rate = min(8 * MIB, (bench.size(film) - MIB) / seconds)
            player = readers.command(
                "paced", paths=[mounted.path(film)], rate=rate, seconds=seconds, chunk=128 * KIB)
            seen = readers.run([player, ["sh", "-c", 'sleep 2; exec "$@"', "sh", *player]])
            late = max(readers.json.loads(line)["late"] for line in seen.text.splitlines())
            return {**account.stop(), "late_s": late}


class Idle(Scenario):
    """A mount that was listed, and then left alone."""

    who = ("vidfs", "rclone", "rclone-debian")

    def measure(self, bench, name, round_number):
        site = bench.services.near("http")
        with bench.contestants[name].mount(site, bench.library.names) as mounted:
            time.sleep(1)
            return {"idle_mib": mounted.resident_mib()}


class Links(Scenario):
    """Linear play for many lives of a link, which lives two seconds here: how many links it takes.

    Two hours with links of 30 s are 240 lives; here there are as many lives as the run has time for.
    """

    who = ("vidfs",)
    full_rounds = 2
    life = 2

    def measure(self, bench, name, round_number):
        site, film = bench.services.near("http", self.life), bench.library.big
        seconds = 8 if bench.options.quick else 40
        with bench.contestants[name].mount(site, [film]) as mounted:
            account = Account(site, mounted)
            # 1 MiB/s would fit into sockets and windows; 3 MiB/s have to be fetched while it plays.
            rate = min(3 * MIB, (bench.size(film) - MIB) / seconds)
            player = readers.command(
                "paced", paths=[mounted.path(film)], rate=rate, seconds=seconds, chunk=128 * KIB)
            readers.run([player])
            return {**account.stop(), "lives": seconds / self.life}


def all_scenarios(options, more=()):
    quick = options.quick
    far = f"{options.round_trip:g} ms"
    scenarios = [
        Sequential("http"), Sequential("https"),
        FirstByte(False), FirstByte(True), FirstByte(True, "https"),
        Places("seek-far-http", f"seek, {far}, http", True, "http", 100, 20),
        Places("seek-far-https", f"seek, {far}, https", True, "https", 100, 20),
        Places("random", "200 random reads of 128 KiB", False, "http", 200, 200, ("httpdirfs", "null")),
        Window("window", "reads inside the window"),
        Eight("eight", "eight readers, eight films"),
        Streams("streams", "1, 8 and 64 players"),
        FarCopy("copy-far", f"copy, {far}, {options.rate:g} Mbit/s per connection"),
        FarViewer("viewer-far", f"viewer, {far}, {options.rate:g} Mbit/s"),
        TwoViewers("two-viewers", "two viewers of one film"),
        Idle("idle", "idle"),
        Links("links", "links for linear play"),
        Trace("jump", True), Trace("jump", True, "https"), Trace("jump", False),
        *[
            Trace(name, is_far) for name in ("head-tail-head", "scrub", "interleaved")
            for is_far in (False, True)],
    ]
    scenarios += more
    wanted = options.scenarios
    return [
        scenario for scenario in scenarios
        if (not wanted or any(scenario.name.startswith(word) for word in wanted))
        and (wanted or not quick or scenario.in_quick)]
