"""A score over the runs: a line with its intervals as a band. The page writes the numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from monitor.charts.svg import element, path, picture

WIDTH, HEIGHT, EDGE = 1000.0, 100.0, 6.0


@dataclass(frozen=True)
class TrendPoint:
    """The score of one run, with its interval when it has one."""

    value: float
    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True)
class Trend:
    """The picture, and the values at its upper and lower edge."""

    picture: Markup
    top: float
    bottom: float


def trend(points: Sequence[TrendPoint], name: str) -> Trend | None:
    """Draw the points from the oldest to the newest; None when there is nothing to draw."""
    if not points:
        return None
    bottom, top = _range(points)
    places = [_place(index, len(points), point.value, bottom, top) for index, point in enumerate(points)]
    label = f"{name} over {len(points)} runs, from {points[0].value:.3f} to {points[-1].value:.3f}"
    drawn = [_band(points, bottom, top), path(places, "line")]
    dots = [_dot(place, point) for place, point in zip(places, points, strict=True)]
    stretched = picture(WIDTH, HEIGHT, label, *drawn, *dots, class_="chart trend", preserveAspectRatio="none")
    return Trend(stretched, top, bottom)


def _range(points: Sequence[TrendPoint]) -> tuple[float, float]:
    lows = [point.value if point.low is None else point.low for point in points]
    highs = [point.value if point.high is None else point.high for point in points]
    bottom, top = min(lows), max(highs)
    return (bottom, top) if top - bottom > 1e-9 else (bottom - 0.01, top + 0.01)


def _place(index: int, count: int, value: float, bottom: float, top: float) -> tuple[float, float]:
    across = 0.5 if count == 1 else index / (count - 1)
    up = (value - bottom) / (top - bottom)
    return EDGE + (WIDTH - 2 * EDGE) * across, EDGE + (HEIGHT - 2 * EDGE) * (1 - up)


def _band(points: Sequence[TrendPoint], bottom: float, top: float) -> Markup:
    edges = [
        (
            _place(index, len(points), point.low, bottom, top),
            _place(index, len(points), point.high, bottom, top),
        )
        for index, point in enumerate(points)
        if point.low is not None and point.high is not None
    ]
    around = [low for low, _ in edges] + [high for _, high in reversed(edges)]
    return path(around, "band")


def _dot(place: tuple[float, float], point: TrendPoint) -> Markup:
    # A line of no length with round ends stays a circle when the picture is stretched.
    return element(
        "path", element("title", point.label), d=f"M{place[0]:.1f} {place[1]:.1f}h0", class_="point"
    )
