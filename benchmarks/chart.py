"""Draws curves as SVG: a few lines over one growing number, both axes logarithmic."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 50, 50
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")  # Okabe and Ito's

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Curve:
    """What is drawn in one picture."""

    name: str
    title: str
    x_label: str
    y_label: str
    lines: Mapping[str, Points]


@dataclass(frozen=True)
class Scale:
    """Maps a logarithmic range to a range of pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        """The powers of ten within the range."""
        return [10.0**power for power in range(math.ceil(self.low), math.floor(self.high) + 1)]


def make_scale(values: Sequence[float], start: float, end: float) -> Scale:
    """A scale from the power of ten below all values to the one above."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return Scale(low, max(high, low + 1), start, end)


def draw(curve: Curve) -> str:
    """The picture as a document of its own."""
    points = [point for line in curve.lines.values() for point in line]
    x = make_scale([point[0] for point in points], LEFT, WIDTH - RIGHT)
    y = make_scale([point[1] for point in points], HEIGHT - BOTTOM, TOP)
    parts = [*draw_axes(curve, x, y), *draw_lines(curve, x, y)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            ' font-family="sans-serif" font-size="12">',
            f"<title>{escape(curve.title)}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def draw_axes(curve: Curve, x: Scale, y: Scale) -> Iterator[str]:
    """The title, the grid at the powers of ten, and what the axes count."""
    yield f'<text x="{LEFT}" y="20" font-size="14" font-weight="bold">{escape(curve.title)}</text>'
    for tick in x.ticks:
        yield f'<path d="M{x(tick):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#dddddd"/>'
        yield f'<text x="{x(tick):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,g}</text>'
    for tick in y.ticks:
        yield f'<path d="M{LEFT} {y(tick):.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:,g}</text>'
    middle = (TOP + HEIGHT - BOTTOM) / 2
    centre = (LEFT + WIDTH) / 2
    yield f'<text x="{centre}" y="{HEIGHT - 10}" text-anchor="middle">{escape(curve.x_label)}</text>'
    yield (
        f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">'
        f"{escape(curve.y_label)}</text>"
    )


def draw_lines(curve: Curve, x: Scale, y: Scale) -> Iterator[str]:
    """Each line with its points, and the legend above."""
    place = LEFT
    for number, (name, points) in enumerate(curve.lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{colour}"/>' for a, b in points)
        yield f'<text x="{place}" y="40" fill="{colour}">{escape(name)}</text>'
        place += 7 * len(name) + 16
