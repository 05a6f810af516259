"""Line charts as SVG, written by hand: no plotting library is needed for axes, curves and a legend."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 90, 200, 40, 50
COLOURS = ("#0b6e4f", "#c0392b", "#2c5aa0", "#b7791f", "#6b46c1", "#4a5568")
TICKS, MOST_TICKS = 5, 10
STYLE = 'role="img" font-family="sans-serif" font-size="12"'


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Points from left to right; `stepped` holds each value until the next. Curves of one `colour` belong together."""

    name: str
    points: Sequence[Point]
    colour: int = 0
    dashed: bool = False
    stepped: bool = False
    marked: bool = False


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Curves over two axes, each linear or logarithmic (then all coordinates must be positive)."""

    title: str
    across: str
    up: str
    curves: Sequence[Curve]
    log_across: bool = False
    log_up: bool = False


class Axis:
    """Maps values to pixels from `begin` to `end`; the range is that of the values, made round outwards."""

    def __init__(self, values: Sequence[float], begin: float, end: float, *, log: bool) -> None:
        self._begin, self._end, self._log = begin, end, log
        low, high = (min(values), max(values)) if values else (1.0, 2.0)
        self.ticks = _log_numbers(low, high) if log else _round_numbers(low, high)
        self._low, self._high = self._scale(self.ticks[0]), self._scale(self.ticks[-1])

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self._begin + (self._scale(value) - self._low) / (self._high - self._low) * (self._end - self._begin)

    def _scale(self, value: float) -> float:
        return math.log10(value) if self._log else value


def to_svg(chart: Chart) -> str:
    """The chart as the text of an SVG file, readable on light and on dark ground."""
    points = [point for curve in chart.curves for point in curve.points]
    across = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT, log=chart.log_across)
    up = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP, log=chart.log_up)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {STYLE}>',
        f"<title>{escape(chart.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, TOP - 16, chart.title, "start", weight="bold"),
        *_grid(across, up),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, chart.across, "middle"),
        _text(LEFT - 78, TOP - 16, chart.up, "start"),
    ]
    for row, curve in enumerate(chart.curves):
        lines += _curve(curve, across, up)
        lines += _legend(curve, row)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _grid(across: Axis, up: Axis) -> Iterator[str]:
    for tick in across.ticks:
        x = across.at(tick)
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e2e8f0"/>'
        yield _text(x, HEIGHT - BOTTOM + 18, label(tick), "middle")
    for tick in up.ticks:
        y = up.at(tick)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e2e8f0"/>'
        yield _text(LEFT - 8, y + 4, label(tick), "end")


def _curve(curve: Curve, across: Axis, up: Axis) -> Iterator[str]:
    if not curve.points:
        return
    colour = COLOURS[curve.colour % len(COLOURS)]
    dash = ' stroke-dasharray="5 4"' if curve.dashed else ""
    pixels = [(across.at(x), up.at(y)) for x, y in curve.points]
    path = f"M{pixels[0][0]:.1f} {pixels[0][1]:.1f}"
    for x, y in pixels[1:]:
        path += f"H{x:.1f}V{y:.1f}" if curve.stepped else f"L{x:.1f} {y:.1f}"
    yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    if curve.marked:
        for x, y in pixels:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def _legend(curve: Curve, row: int) -> Iterator[str]:
    y = TOP + 10 + 20 * row
    colour = COLOURS[curve.colour % len(COLOURS)]
    dash = ' stroke-dasharray="5 4"' if curve.dashed else ""
    x = WIDTH - RIGHT + 16
    yield f'<path d="M{x} {y}h24" stroke="{colour}" stroke-width="2"{dash}/>'
    yield _text(x + 32, y + 4, curve.name, "start")


def label(value: float) -> str:
    """A number as an axis has it: thousands set apart, no more digits than needed."""
    return f"{value:,.0f}" if abs(value) >= 1 and value == round(value) else f"{value:,.6g}"


def _text(x: float, y: float, text: str, anchor: str, *, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" fill="#1a202c">'
        f"{escape(text)}</text>"
    )


def _log_numbers(low: float, high: float) -> list[float]:
    """Powers of ten around the values, with their doubles and fivefolds if these are not too many."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    powers = [10.0**power for power in range(first, max(last, first + 1) + 1)]
    between = [factor * power for power in powers for factor in (1, 2, 5)]
    begin = max(tick for tick in between if tick <= low)
    end = min(tick for tick in between if tick >= high and tick > begin)
    finer = [tick for tick in between if begin <= tick <= end]
    return finer if len(finer) <= MOST_TICKS else powers


def _round_numbers(low: float, high: float) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten around the values."""
    rough = (high - low or max(abs(high), 1.0)) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * tick for tick in range(first, max(last, first + 1) + 1)]
