"""Names instead of bytes: large libraries listed, scanned, and served within a budget of requests."""

import os
import time

import readers
from contestants import Mounted
from machine import BenchError, is_mounted, tail, wait_until
from readers import KIB, MIB, percentile
from scenarios import Scenario
from services import Origin, Tree


class LibrarySize:
    """How large the library of the listings is: packages of equal size, and one large one."""

    def __init__(self, quick):
        self.sites, self.packages, self.videos, self.largest = (
            (2, 100, 10_000, 2_000) if quick else (10, 1_000, 100_000, 10_000))

    @property
    def bulk(self):
        return f"{self.sites},{self.packages},{self.videos},{self.largest}"

    @property
    def entries(self):
        return self.videos + self.largest


def start_vidfs(bench, environment, *options):
    """A mount that answers, and the seconds that took from the start of the program."""
    contestant, workshop = bench.contestants["vidfs"], bench.workshop
    place = workshop.directory("mnt-names")
    log = f"{workshop.path}/vidfs-names.log"
    begun = time.monotonic()
    process = workshop.start(
        [contestant.program, "mount", place, "--foreground", "--request-limit", "1000000", *options],
        environment, log)
    workshop.mounting(place)
    mounted = Mounted(workshop, place, process, lambda film: film)
    try:
        wait_until(lambda: is_mounted(place) or process.poll() is not None, 20, "vidfs mounts")
        if process.poll() is not None:
            raise BenchError(f"vidfs ended: {tail(log)}")
        os.listdir(place)
    except BaseException:
        mounted.close()
        raise
    return mounted, time.monotonic() - begun


def start_rclone(bench, name, address):
    contestant, workshop = bench.contestants[name], bench.workshop
    place = workshop.directory("mnt-names")
    home = workshop.directory("home")
    if name == "httpdirfs":
        command = [contestant.program, "-f", "--no-range-check", address, place]
    else:
        command = [
            contestant.program, "mount", ":http:", place, "--http-url", address, "--read-only",
            "--vfs-cache-mode", "off", "--dir-cache-time", "1h"]
    environment = {
        **os.environ, "HOME": home, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home,
        "RCLONE_CONFIG": home + "/rclone.conf"}
    log = f"{workshop.path}/{name}-names.log"
    process = workshop.start(command, environment, log)
    workshop.mounting(place)
    mounted = Mounted(workshop, place, process, lambda film: film)
    wait_until(lambda: is_mounted(place) or process.poll() is not None, 20, f"{name} mounts")
    if process.poll() is not None:
        mounted.close()
        raise BenchError(f"{name} ended: {tail(log)}")
    return mounted


class NamesBench:
    """What the scenarios here share beside the rest, each made when it is first used."""

    def __init__(self, bench):
        self._bench, self._known, self._tree = bench, None, None

    def __getattr__(self, name):
        return getattr(self._bench, name)

    @property
    def known(self):
        self._known = self._known or Known(self._bench)
        return self._known

    @property
    def tree(self):
        nginx, root = self._bench.services.nginx, self._bench.library.root
        self._tree = self._tree or Tree(nginx, root, LibrarySize(self._bench.options.quick))
        return self._tree


class Known:
    """A home in which vidfs has seen the whole library once, and the services that it saw it from."""

    def __init__(self, bench):
        workshop, self.size = bench.workshop, LibrarySize(bench.options.quick)
        self.origin = Origin(workshop, bench.program, bulk=self.size.bulk)
        self.environment = bench.contestants["vidfs"].environment_of(
            workshop.directory("home"), self.origin.environment)
        mounted, _ = start_vidfs(bench, self.environment)
        with mounted:
            seen = readers.run([readers.command("walk", path=mounted.place + "/sites", depth=3)], 300).json
        if seen["entries"] < self.size.entries:
            raise BenchError(f"a first walk saw {seen['entries']} of {self.size.entries} entries")


class Listing(Scenario):
    """All directories of a large library listed: right after a start, again, and with attributes.

    The kernel has nothing of them: after a start it cannot, and for the second look its pages of each
    directory are thrown away first. vidfs knows the library from an earlier run; the others get their first
    look from nginx, so that only what follows it compares.
    """

    who = ("vidfs", "rclone", "rclone-debian", "httpdirfs")
    quick_who = ("vidfs", "rclone")
    # They take long.
    rounds_of = {"rclone": 3, "rclone-debian": 1, "httpdirfs": 1}

    def __init__(self, which):
        self.which = which
        what = "one directory" if which == "large" else "many directories"
        super().__init__(f"listing-{which}", f"listing a large library, {what}")
        if which != "large":
            # It was not through a thousand directories after five minutes.
            self.who = tuple(name for name in self.who if name != "httpdirfs")

    def measure(self, bench, name, round_number):
        with self._mount(bench, name) as mounted:
            idle = mounted.resident_mib()
            looks = [self._look(bench, name, mounted, stat=False, forget=at > 0) for at in range(2)]
            figures = {"first_list_ms": looks[0]["ms"], "list_ms": looks[1]["ms"]}
            with_attributes = self._look(bench, name, mounted, stat=True, forget=True)
            figures["stat_ms"] = with_attributes["ms"]
            # What a walk needs for the moment is given back a second later.
            time.sleep(1.6)
            resident = mounted.resident_mib()
            figures |= {
                "entries": looks[1]["entries"], "idle_mib": idle, "resident_mib": resident,
                "bytes_per_entry": max(resident - idle, 0) * MIB / max(looks[1]["entries"], 1)}
        return figures

    def _mount(self, bench, name):
        if name == "vidfs":
            # What is known may be old: no question in the background is measured.
            return start_vidfs(bench, bench.known.environment, "--metadata-ttl", "1d")[0]
        return start_rclone(bench, name, bench.tree.address)

    def _look(self, bench, name, mounted, stat, forget):
        root = mounted.place + ("/sites" if name == "vidfs" else "")
        large = root + f"/{bench.tree.large}"
        if self.which == "large":
            given = {"path": large, "depth": 1}
        else:
            given = {"path": root, "depth": 3, "without": large}
        return readers.run([readers.command("walk", **given, stat=stat, forget=forget)], 300).json


class FirstList(Scenario):
    """From starting the program to the first listings, with a large library known and the service down."""

    who = ("vidfs",)
    quick_rounds = 3

    def measure(self, bench, name, round_number):
        known = bench.known
        known.origin.stop()
        try:
            begun = time.monotonic()
            mounted, _ = start_vidfs(bench, known.environment)
            with mounted:
                sites = os.listdir(mounted.place + "/sites")
                listed = time.monotonic() - begun
                videos = os.listdir(f"{mounted.place}/sites/{bench.tree.large}")
                return {
                    "mount_ms": listed * 1000, "package_ms": (time.monotonic() - begun) * 1000,
                    "entries": len(sites) + len(videos), "idle_mib": mounted.resident_mib()}
        finally:
            known.origin.start()


class Lookups(Scenario):
    """Names that are not there looked up while a thousand reads wait for a CDN that is silent."""

    who = ("vidfs", "rclone")
    quick_who = ("vidfs",)
    # Its readers end only with their time, after more than a minute.
    rounds_of = {"rclone": 1}

    def measure(self, bench, name, round_number):
        site, film = bench.services.silent(), bench.library.each[0]
        with bench.contestants[name].mount(site, [film]) as mounted:
            path = mounted.path(film)
            folder = mounted.place + ("/sites" if name == "vidfs" else "")
            given = {"path": path, "folder": folder, "readers": 1_000, "size": bench.size(film)}
            seen = readers.run([readers.command("lookups", **given)], 60).json
            times = seen["ms"]
            return {
                "p50_ms": percentile(times, 0.5), "p90_ms": percentile(times, 0.9),
                "p99_ms": percentile(times, 0.99), "waiting": seen["waiting"]}


class Scan(Scenario):
    """Head and index of every film read, as a media centre does, and all of it once more after a restart."""

    who = ("vidfs",)
    full_rounds = 2

    def measure(self, bench, name, round_number):
        site, library = bench.services.near("http"), bench.library
        films = library.names[:20] if bench.options.quick else library.names + library.many
        contestant = bench.contestants[name]
        environment = contestant.environment_of(
            bench.workshop.directory("home"), site.environment)
        figures = {}
        for which in ("first", "second"):
            mounted, _ = start_vidfs(bench, environment)
            with mounted:
                paths = [os.path.join(mounted.place, contestant.path_of(film)) for film in films]
                for path in paths:
                    os.stat(path)
                site.origin.forget()
                site.nginx.requests()
                places = [
                    [[0, 64 * KIB], [bench.size(film) - 64 * KIB, 64 * KIB]] for film in films]
                readers.run([readers.command("scan", paths=paths, places=places)])
                links = site.origin.counted()
            requests = site.nginx.requests()
            figures[f"{which}_links"] = links / len(films)
            figures[f"{which}_requests"] = len(requests) / len(films)
            figures[f"{which}_mib"] = sum(entry.sent for entry in requests) / MIB / len(films)
        return figures


class Budget(Scenario):
    """Every film looked at with twenty requests an hour: how many are sent that the service refuses."""

    who = ("vidfs",)
    full_rounds = 1
    limit = 20

    def measure(self, bench, name, round_number):
        origin = Origin(bench.workshop, bench.program, bulk="1,20,400", request_limit=self.limit)
        try:
            environment = bench.contestants[name].environment_of(
                bench.workshop.directory("home"), origin.environment)
            # Not told of the limit: the service's own word must do.
            mounted, _ = start_vidfs(bench, environment)
            with mounted:
                seen = readers.run(
                    [readers.command("walk", path=mounted.place + "/sites", depth=4, bears=True)], 120).json
                asked = origin.answers()
        finally:
            origin.stop()
        return {
            "asked": len(asked), "beyond": sum(1 for status in asked if status == 429),
            "entries": seen["entries"], "refused": seen["refused"]}


def listing_scenarios(options):
    return [
        Listing("large"), Listing("many"), FirstList("first-list", "mount to first ls, service down"),
        Lookups("lookups", "names while a thousand reads wait"),
        Scan("scan", "head and index of every film, twice"),
        Budget("budget", "twenty requests an hour"),
    ]


def listing_goals(results, options, goal):
    """The goals of this section; `goal` makes one."""
    r, size = results, LibrarySize(options.quick)
    large, many = size.largest, size.videos
    per = lambda count: count / 1000
    return [
        goal("L1", f"list {large} entries, after a start", r.median("listing-large", "vidfs", "first_list_ms"),
             per(large), " ms"),
        goal("L1", f"list {large} entries, again", r.median("listing-large", "vidfs", "list_ms"),
             per(large), " ms"),
        goal("L1", f"list {many} entries, after a start",
             r.median("listing-many", "vidfs", "first_list_ms"), per(many), " ms"),
        goal("L1", f"list {many} entries, again", r.median("listing-many", "vidfs", "list_ms"),
             per(many), " ms"),
        goal("L1", f"resident with {many} entries listed", r.worst("listing-many", "vidfs", "resident_mib"),
             40 + many * 200 / MIB, " MiB"),
        goal("L2", "mount to first ls, service down", r.median("first-list", "vidfs", "mount_ms") / 1000,
             0.3, " s"),
        goal("L3", "lookup p99 while 1,000 reads wait", r.median("lookups", "vidfs", "p99_ms"), 1, " ms"),
        goal("R2", "second scan, requests to the service for each film",
             r.worst("scan", "vidfs", "second_links"), 0),
        goal("R2", "second scan, requests to the CDN for each film",
             r.worst("scan", "vidfs", "second_requests"), 0),
        goal("R4", "requests beyond the limit", r.worst("budget", "vidfs", "beyond"), 0),
    ]
