"""A chart as SVG: one panel for each comparison, a bar for each contestant."""

from xml.sax.saxutils import escape

from contestants import TITLES
from goals import number

COLOURS = {
    "vidfs": "#1f6feb", "curl": "#6e7781", "rclone": "#d1772e", "rclone-4": "#e3a76f",
    "rclone-debian": "#b08968", "httpdirfs": "#8a63a6", "null": "#b6bcc4",
}
# (scenario, figure, title, unit, whether more is better)
PANELS = [
    ("sequential-http", "mib_s", "Sequential, http", "MiB/s", True),
    ("sequential-https", "mib_s", "Sequential, https", "MiB/s", True),
    ("sequential-http", "cpu_mount", "CPU of the mount, http", "s/GiB", False),
    ("eight", "mib_s", "Eight readers", "MiB/s", True),
    ("eight", "peak_mib", "Eight readers: memory", "MiB", False),
    ("copy-far", "mib_s", "Copy over a slow line", "MiB/s", True),
    ("random", "p50_ms", "Random read, 128 KiB", "ms", False),
    ("seek-far-https", "p50_ms", "Seek over a long line, https", "ms", False),
    ("player-jump-far", "total_ms", "Player: head, tail, jump", "ms", False),
    ("first-byte-far", "p50_ms", "First byte over a long line", "ms", False),
]
WIDTH, PANEL, BAR, GAP, LABEL = 860, 410, 16, 20, 160


def svg(results):
    """The whole picture; readable on a light and on a dark page."""
    panels, x, y, row = [], 0, 0, 0
    for panel in PANELS:
        values = {
            name: results.median(panel[0], name, panel[1]) for name in results.contestants(panel[0])}
        values = {name: value for name, value in values.items() if value == value and value > 0}
        if not values:
            continue
        body, height = _panel(panel, values)
        panels.append(f'<g transform="translate({x},{y})">{body}</g>')
        row = max(row, height)
        x += PANEL + (WIDTH - 2 * PANEL)
        if x >= WIDTH:
            x, y, row = 0, y + row + GAP, 0
    height = y + row
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
        + "".join(panels) + "</svg>\n")


def _panel(panel, values):
    _, _, title, unit, is_more_better = panel
    largest = max(values.values())
    better = "more is better" if is_more_better else "less is better"
    parts = [
        f'<text x="8" y="18" font-weight="bold" fill="#1f2328">{escape(title)}</text>',
        f'<text x="{PANEL - 4}" y="18" text-anchor="end" fill="#6e7781">{unit}, {better}</text>']
    top = 28
    for name, value in sorted(values.items(), key=lambda item: item[1], reverse=is_more_better):
        length = max((PANEL - LABEL - 55) * value / largest, 1)
        parts.append(
            f'<text x="{LABEL - 6}" y="{top + 12}" text-anchor="end" fill="#1f2328">'
            f'{escape(_short(name))}</text>'
            f'<rect x="{LABEL}" y="{top}" width="{length:.1f}" height="{BAR}" rx="2" fill="{COLOURS[name]}"/>'
            f'<text x="{LABEL + length + 5:.1f}" y="{top + 12}" fill="#1f2328">{number(value)}</text>')
        top += BAR + 5
    return "".join(parts), top


def _short(name):
    return TITLES[name].split(", the")[0]
