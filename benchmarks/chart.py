"""A chart of small panels as SVG, readable on a light page and on a dark one.

Our own writer: a page of text does it, and a plotting library would bring in numpy for eight polylines.
Panels have a logarithmic x axis; y begins at 0, or is logarithmic as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

COLUMNS = 3
WIDTH, HEIGHT = 320, 238  # of a panel, in pixels
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 52, 34  # what stands around its axes
HEAD = 64  # pixels above the panels
FEWEST, MOST = 100, 100_000  # talks

# name of a style → on a light page, on a dark one
COLOURS = {
    "page": ("fill", "#ffffff", "#0d1117"),
    "text": ("fill", "#1f2328", "#e6edf3"),
    "faint": ("fill", "#59636e", "#9aa4af"),
    "grid": ("stroke", "#d8dee4", "#2b323b"),
    "line": ("stroke", "#0969da", "#58a6ff"),
    "dot": ("fill", "#0969da", "#58a6ff"),
    "over": ("fill", "#bc4c00", "#ffa657"),
    "limit": ("stroke", "#bc4c00", "#ffa657"),
    "said": ("stroke", "#ffffff", "#0d1117"),
    "mark": ("stroke", "#8c959f", "#6e7681"),
}


@dataclass(frozen=True)
class Point:
    """How much with so many talks, and how much at most."""

    talks: int
    value: float
    limit: float | None


@dataclass(frozen=True)
class Panel:
    """One measure against the number of talks."""

    title: str
    unit: str
    points: Sequence[Point]
    logarithmic: bool = False


def draw(title: str, below: str, panels: Sequence[Panel], marked: int) -> str:
    """The chart as SVG text; `marked` talks get a line in every panel."""
    rows = len(panels) // COLUMNS + 1  # the legend stands after the last one
    width, height = COLUMNS * WIDTH, HEAD + rows * HEIGHT + 8
    light = " ".join(f".{name}{{{what}:{colour}}}" for name, (what, colour, _) in COLOURS.items())
    dark = " ".join(f".{name}{{{what}:{colour}}}" for name, (what, _, colour) in COLOURS.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        "<style>",
        light,
        ".line,.limit,.mark{fill:none} .line{stroke-width:2.2} .limit{stroke-width:1.6;stroke-dasharray:6 4} "
        ".mark{stroke-dasharray:1.5 3} .said{stroke-width:4;paint-order:stroke;stroke-linejoin:round}",
        f"@media (prefers-color-scheme: dark) {{ {dark} }}",
        "</style>",
        f'<rect class="page" width="{width}" height="{height}"/>',
        _text(16, 26, title, "text", size=17, bold=True),
        _text(16, 47, below, "faint"),
    ]
    for number, panel in enumerate(panels):
        x, y = number % COLUMNS * WIDTH, HEAD + number // COLUMNS * HEIGHT
        parts.append(f'<g transform="translate({x} {y})">')
        parts += _panel(panel, marked)
        parts.append("</g>")
    x, y = len(panels) % COLUMNS * WIDTH, HEAD + len(panels) // COLUMNS * HEIGHT
    parts += [f'<g transform="translate({x} {y})">', *_legend(), "</g>", "</svg>"]
    return "\n".join(parts) + "\n"


def _panel(panel: Panel, marked: int) -> list[str]:
    """The lines of one panel, at (0, 0)."""
    parts = [_text(16, 20, panel.title, "text", size=14, bold=True), _text(16, 38, panel.unit, "faint")]
    if not panel.points:
        return [*parts, _text(WIDTH / 2, HEIGHT / 2, "not measured", "faint", anchor="middle")]
    low, high, ticks = _scale(panel)
    place = _placing(panel, low, high)
    across = _across([point.talks for point in panel.points])
    bottom = HEIGHT - BOTTOM
    for tick in ticks:
        y = place(tick)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(_text(LEFT - 7, y + 4.5, f"{tick:g}", "faint", anchor="end"))
    parts += [
        _text(across(talks), bottom + 19, _short(talks), "faint", anchor="middle")
        for talks in (100, 1_000, 10_000, 100_000)
    ]
    if any(point.talks == marked for point in panel.points):
        parts.append(f'<path class="mark" d="M{across(marked):.1f} {TOP}V{bottom}"/>')
    parts += _limits(panel.points, across, place)
    line = " ".join(f"{across(point.talks):.1f},{place(point.value):.1f}" for point in panel.points)
    parts.append(f'<polyline class="line" points="{line}"/>')
    for point in panel.points:
        x, y = across(point.talks), place(point.value)
        over = point.limit is not None and point.value > point.limit
        parts.append(f'<circle class="{"over" if over else "dot"}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        if point.talks >= marked:
            beside, anchor = (x - 8 if point.talks == marked else x + 4), "end"
            above = y - 9 if y - 20 > TOP else y + 18
            if panel.logarithmic and point.talks == marked:  # the limit stands above
                beside, anchor, above = x + 7, "start", y + 17
            said = f"{point.value:.2g}" if point.value < 10 else f"{point.value:.0f}"
            parts.append(_text(beside, above, said, "text said", anchor=anchor, bold=True))
    return parts


def _limits(
    points: Sequence[Point], across: Callable[[float], float], place: Callable[[float], float]
) -> list[str]:
    """The limit over the sizes it is about; one that is about one size only is a short line there."""
    pieces: list[list[Point]] = []
    for point in points:
        if point.limit is None:
            continue
        if not pieces or pieces[-1][-1].limit != point.limit:
            pieces.append([])
        pieces[-1].append(point)
    lines = []
    for piece in pieces:
        left, right = across(piece[0].talks), across(piece[-1].talks)
        if len(piece) == 1:
            left, right = left - 18, right + 8
        lines.append(f'<path class="limit" d="M{left:.1f} {place(piece[0].limit or 0):.1f}H{right:.1f}"/>')
    return lines


def _legend() -> list[str]:
    """What the marks mean, in a panel's place, at (0, 0)."""
    return [
        '<path class="limit" d="M20 62H62"/>',
        _text(74, 66, "at most so much", "text"),
        '<path class="mark" d="M41 84V104"/>',
        _text(74, 98, "21,715 talks", "text"),
        '<circle class="dot" cx="41" cy="126" r="4"/>',
        _text(74, 130, "measured", "text"),
        '<circle class="over" cx="41" cy="158" r="4"/>',
        _text(74, 162, "measured, over its limit", "text"),
    ]


def _scale(panel: Panel) -> tuple[float, float, list[float]]:
    """The least and the most on the y axis, and where its lines are."""
    values = [point.value for point in panel.points]
    values += [point.limit for point in panel.points if point.limit is not None]
    if panel.logarithmic:
        low, high = 10 ** math.floor(math.log10(min(values))), max(values) * 1.4
        factors = (1, 2, 5) if high / low < 100 else (1,)
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        steps = [factor * 10.0**power for power in powers for factor in factors]
        return low, high, [step for step in steps if low <= step <= high]
    high = max(values) * 1.18
    rough = high / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return 0.0, high, [round(step * number, 6) for number in range(int(high / step) + 1)]


def _placing(panel: Panel, low: float, high: float) -> Callable[[float], float]:
    """Where a value stands, in pixels from the panel's top."""
    bottom = HEIGHT - BOTTOM

    def place(value: float) -> float:
        if panel.logarithmic:
            share = math.log(max(value, low) / low) / math.log(high / low)
        else:
            share = (value - low) / (high - low)
        return bottom - share * (bottom - TOP)

    return place


def _across(talks: Sequence[int]) -> Callable[[float], float]:
    """Where a number of talks stands, in pixels from the panel's left side."""
    low, high = min(FEWEST, *talks), max(MOST, *talks)  # the same in every panel, whatever was measured
    inner = WIDTH - LEFT - RIGHT - 20
    wide = math.log(high / low) if high > low else 1.0
    return lambda count: LEFT + 10 + inner * math.log(count / low) / wide


def _short(talks: int) -> str:
    return f"{talks // 1000}k" if talks >= 1000 and talks % 1000 == 0 else f"{talks:,}"


def _text(
    x: float, y: float, words: str, style: str, *, size: int = 13, anchor: str = "start", bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    sized = f' font-size="{size}"' if size != 13 else ""
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}"{sized}{side}{weight}>{escape(words)}</text>'
