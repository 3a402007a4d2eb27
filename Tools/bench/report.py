"""The results for people, for machines and for docs/performance.md."""

import json

from contestants import TITLES
from goals import number

# (figure, heading): what is shown of each scenario, where it was measured.
FIGURES = [
    ("mib_s", "MiB/s"), ("p50_ms", "p50 ms"), ("p90_ms", "p90 ms"), ("p99_ms", "p99 ms"),
    ("first_ms", "first ms"), ("total_ms", "total ms"), ("worst_ms", "worst ms"),
    ("cpu_mount", "mount s/GiB"), ("cpu_reader", "reader s/GiB"), ("cpu_server", "server s/GiB"),
    ("first_list_ms", "first list ms"), ("list_ms", "list again ms"), ("stat_ms", "with attributes ms"),
    ("mount_ms", "to sites ms"), ("package_ms", "to a package ms"), ("waiting", "reads waiting"),
    ("first_links", "API, 1st"), ("first_requests", "CDN, 1st"), ("first_mib", "MiB, 1st"),
    ("second_links", "API, 2nd"), ("second_requests", "CDN, 2nd"), ("second_mib", "MiB, 2nd"),
    ("asked", "requests sent"), ("beyond", "beyond the limit"), ("refused", "not listed"),
    ("entries", "entries"), ("idle_mib", "idle MiB"), ("resident_mib", "resident MiB"),
    ("bytes_per_entry", "bytes/entry"),
    ("peak_1_mib", "1 player MiB"), ("peak_8_mib", "8 players MiB"), ("peak_mib", "peak MiB"),
    ("requests", "requests"), ("fetched_mib", "fetched MiB"), ("fetched_ratio", "fetched/read"),
    ("downloads", "downloads"), ("links", "links"), ("late_s", "late s"), ("close_s", "unmount s"),
]


def _columns(rows):
    """Aligned for a terminal: text to the left, figures to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells]).rstrip())
    return lines


def scenario_rows(results, scenario):
    """A heading and a row for each contestant, with the figures that this scenario has."""
    names = results.contestants(scenario.name)
    table = {
        name: [results.median(scenario.name, name, figure) for figure, _ in FIGURES] for name in names}
    used = [place for place in range(len(FIGURES)) if any(table[n][place] == table[n][place] for n in names)]
    rows = [["", *[FIGURES[place][1] for place in used]]]
    for name in names:
        rows.append([TITLES[name], *[number(table[name][place]) for place in used]])
    return rows


def goal_rows(goals):
    return [["goal", "what", "to be", "reached", ""]] + [
        [goal.number, goal.what, goal.target, goal.reached, goal.verdict] for goal in goals]


def text(results, scenarios, goals, about):
    lines = [about_line(about), ""]
    for scenario in scenarios:
        if results.contestants(scenario.name):
            lines += [f"== {scenario.title}", *_columns(scenario_rows(results, scenario)), ""]
    rows = goal_rows(goals)
    widths = [max(len(row[place]) for row in rows) for place in range(5)]
    lines += ["== goals"]
    for row in rows:
        names = [cell.ljust(width) for cell, width in zip(row[:2], widths)]
        values = [cell.rjust(width) for cell, width in zip(row[2:4], widths[2:])]
        lines.append("  ".join([*names, *values, row[4]]).rstrip())
    met = [goal.is_met for goal in goals]
    lines.append(f"{met.count(True)} met, {met.count(False)} missed, {met.count(None)} not measured")
    return "\n".join(lines)


def about_line(about):
    machine = about["machine"]
    load = ", ".join(f"{value:.1f}" for value in machine["load"])
    return (
        f"{machine['processors']} × {machine['model']}, {machine['memory_gib']} GiB, "
        f"Linux {machine['kernel']}, load at the start {load}, "
        f"{number(about['foreign'])} processors taken by others during reads; "
        f"{about['rounds']} rounds{' at most' if about['quick'] else ''}, {about['seconds']:.0f} s")


def _markdown_table(rows):
    lines = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
    return lines + ["| " + " | ".join(row) + " |" for row in rows[1:]]


def markdown(results, scenarios, goals, about):
    """The section of figures for docs/performance.md."""
    lines = [about_line(about) + ".", "", *_markdown_table(goal_rows(goals)), ""]
    for scenario in scenarios:
        if results.contestants(scenario.name):
            lines += [f"### {scenario.title[0].upper() + scenario.title[1:]}", ""]
            lines += [*_markdown_table(scenario_rows(results, scenario)), ""]
    lines += ["Versions: " + "; ".join(f"{TITLES[n]}: {v}" for n, v in about["versions"].items()) + "."]
    return "\n".join(lines) + "\n"


def machine_readable(results, goals, about, failures):
    return json.dumps(
        {
            "about": about, "failures": failures, "measurements": results.records,
            "goals": [
                {
                    "goal": goal.number, "what": goal.what, "limit": goal.limit, "at_least": goal.at_least,
                    "unit": goal.unit.strip(), "value": goal.value if goal.is_measured else None,
                    "met": goal.is_met,
                } for goal in goals],
        }, indent=1, ensure_ascii=False)
