"""The goals of the project, each with the figure reached."""

import math
import statistics

from listings import listing_goals

NAN = float("nan")


class Results:
    """Figures of every measurement: by scenario, contestant and round."""

    def __init__(self, records=()):
        self.records = list(records)

    def add(self, scenario, contestant, round_number, figures):
        self.records.append(
            {"scenario": scenario, "contestant": contestant, "round": round_number, "figures": figures})

    def by_round(self, scenario, contestant, figure):
        return {
            record["round"]: record["figures"][figure] for record in self.records
            if record["scenario"] == scenario and record["contestant"] == contestant
            and isinstance(record["figures"].get(figure), (int, float))
            and not math.isnan(record["figures"][figure])}

    def median(self, scenario, contestant, figure):
        return median(self.by_round(scenario, contestant, figure).values())

    def worst(self, scenario, contestant, figure):
        return max(self.by_round(scenario, contestant, figure).values(), default=NAN)

    def pairwise(self, scenario, mine, other, figure, combine):
        """The median over rounds of what two contestants reached in the same round."""
        first, second = self.by_round(scenario, mine, figure), self.by_round(scenario, other, figure)
        return median(combine(first[at], second[at]) for at in first if at in second)

    def ratio(self, scenario, mine, other, figure):
        return self.pairwise(scenario, mine, other, figure, lambda a, b: a / b if b else NAN)

    def contestants(self, scenario):
        return list(dict.fromkeys(r["contestant"] for r in self.records if r["scenario"] == scenario))


def median(values):
    known = [value for value in values if not math.isnan(value)]
    return statistics.median(known) if known else NAN


class Goal:
    """A figure that is to be at least or at most something. Not a number: it was not measured."""

    def __init__(self, number, what, value, limit, unit="", at_least=False):
        self.number, self.what, self.value, self.limit = number, what, value, limit
        self.unit, self.at_least = unit, at_least

    @property
    def is_measured(self):
        return not math.isnan(self.value)

    @property
    def is_met(self):
        if not self.is_measured:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def target(self):
        return f"{'≥' if self.at_least else '≤'} {number(self.limit)}{self.unit}"

    @property
    def reached(self):
        if not self.is_measured:
            return "–"
        text = number(self.value)
        # Missed by less than the digits show.
        if not self.is_met and text == number(self.limit):
            text = f"{self.value:.4g}"
        return text + self.unit

    @property
    def verdict(self):
        return {True: "met", False: "missed", None: "not measured"}[self.is_met]


def number(value):
    """Three digits that count, and no zeros behind them."""
    if math.isnan(value):
        return "–"
    if value == int(value):
        return str(int(value))
    text = f"{value:.{min(max(0, 2 - math.floor(math.log10(abs(value)))), 3)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def evaluate(results, options):
    """The goals in their order."""
    r, trip = results, options.round_trip
    near_rclone = lambda scheme: r.ratio(f"sequential-{scheme}", "vidfs", "rclone", "mib_s")
    near_curl = lambda scheme: r.ratio(f"sequential-{scheme}", "vidfs", "curl", "mib_s")
    cpu = lambda scheme: r.ratio(f"sequential-{scheme}", "vidfs", "rclone", "cpu_mount")
    goals = [
        Goal("S1", "sequential, http, of curl", near_curl("http"), 0.90, " ×", True),
        Goal("S1", "sequential, http, of rclone", near_rclone("http"), 2.2, " ×", True),
        Goal("S2", "sequential, https, of curl", near_curl("https"), 0.90, " ×", True),
        Goal("S2", "sequential, https, of rclone", near_rclone("https"), 1.8, " ×", True),
        Goal("S3", "viewer, far, of one connection", _viewer(r), 0.98, " ×", True),
        Goal("S3", "viewer, far, links", r.worst("viewer-far", "vidfs", "links"), 1),
        Goal("S3", "copier, far, of one connection",
             r.ratio("copy-far", "vidfs", "curl", "mib_s"), 4, " ×", True),
        Goal("S3", "copier, far, peak resident", r.worst("copy-far", "vidfs", "peak_mib"), 80, " MiB"),
        Goal("S4", "first byte, beyond curl's two requests",
             r.pairwise("first-byte", "vidfs", "curl", "p50_ms", lambda a, b: a - b), 2, " ms"),
        Goal("S4", "first byte, far, http, after the link's",
             _after_link(r, "first-byte-far", trip), 1.15, " round trips"),
        Goal("S4", "first byte, far, https, after the link's",
             _after_link(r, "first-byte-far-https", trip), 1.15, " round trips"),
    ]
    for scheme in ("http", "https"):
        for share in ("p50", "p99"):
            trips = r.median(f"seek-far-{scheme}", "vidfs", share + "_ms") / trip
            goals.append(Goal("S5", f"seek, far, {scheme}, {share}", trips, 1.15, " round trips"))
    for scheme in ("", "-https"):
        goals.append(Goal(
            "S5b", f"player's jump, far, {'https' if scheme else 'http'}, of rclone",
            r.ratio("player-jump-far" + scheme, "vidfs", "rclone", "total_ms"), 0.60, " ×"))
    for scenario, where in (("window", ""), ("streams", ", 64 players")):
        goals.append(Goal("S6", "read inside the window, p50" + where,
                          r.median(scenario, "vidfs", "p50_ms") * 1000, 60, " µs"))
        goals.append(Goal("S6", "read inside the window, p99" + where,
                          r.median(scenario, "vidfs", "p99_ms"), 0.5, " ms"))
    goals += [
        Goal("S7", "random read of 128 KiB, p50", r.median("random", "vidfs", "p50_ms"), 0.5, " ms"),
        Goal("S7", "random reads, bytes fetched of asked",
             r.median("random", "vidfs", "fetched_ratio"), 2, " ×"),
        Goal("S8", "eight readers, of rclone",
             r.ratio("eight", "vidfs", "rclone", "mib_s"), 1.6, " ×", True),
        Goal("S8", "eight readers, peak resident", r.worst("eight", "vidfs", "peak_mib"), 128, " MiB"),
        Goal("S9", "CPU of the mount, http, of rclone", cpu("http"), 0.40, " ×"),
        Goal("S9", "CPU of the mount, https, of rclone", cpu("https"), 0.40, " ×"),
        Goal("M1", "resident, idle", r.worst("idle", "vidfs", "idle_mib"), 40, " MiB"),
        Goal("M1", "resident, per further stream", _per_stream(r), 24, " MiB"),
        Goal("M1", "resident, 64 streams", r.worst("streams", "vidfs", "peak_mib"), 256 + 64, " MiB"),
        Goal("R1", f"links for {number(r.median('links', 'vidfs', 'lives'))} link lives of play",
             r.worst("links", "vidfs", "links"), 1),
        # To two digits: a connection taken up again fetches 4 KiB twice, to compare them.
        Goal("R3", "downloads for two viewers",
             round(r.worst("two-viewers", "vidfs", "downloads"), 2), 1, " ×"),
    ]
    return goals + listing_goals(r, options, Goal)


def _viewer(results):
    """A viewer's rate of what curl reached on one connection in the same round."""
    mine = results.by_round("viewer-far", "vidfs", "mib_s")
    line = results.by_round("copy-far", "curl", "flow_mib_s")
    return median(mine[at] / line[at] for at in mine if at in line)


def _after_link(results, scenario, trip):
    mine = results.by_round(scenario, "vidfs", "p50_ms")
    link = results.by_round(scenario, "curl", "link_ms")
    return median((mine[at] - link[at]) / trip for at in mine if at in link)


def _per_stream(results):
    eight = results.by_round("streams", "vidfs", "peak_8_mib")
    one = results.by_round("streams", "vidfs", "peak_1_mib")
    return median((eight[at] - one[at]) / 7 for at in eight if at in one)
