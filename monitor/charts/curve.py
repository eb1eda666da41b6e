"""Three curves of a classifier in the unit square: ROC, precision-recall and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt

from markupsafe import Markup

from monitor.charts.svg import element, path, picture, text

SIZE, LEFT, TOP, SIDE = 260.0, 38.0, 10.0, 206.0
TICKS = (0.0, 0.5, 1.0)

Points = Sequence[Sequence[float]]


def roc(points: Points, area: float | None) -> Markup:
    """True against false positive rate, with the diagonal that guessing would give."""
    value = "unknown" if area is None or not isfinite(area) else f"{area:.3f}"
    label = f"ROC curve of {len(points)} points; the area below it is {value}"
    return _frame(label, "false positive rate", "true positive rate", _guess(), *_line(points))


def precision_recall(points: Points, base_rate: float | None) -> Markup:
    """Precision against recall, with the share of positives that guessing would give."""
    label = f"Precision-recall curve of {len(points)} points"
    level = [] if base_rate is None else [path([_place(0, base_rate), _place(1, base_rate)], "reference")]
    return _frame(label, "recall", "precision", *level, *_line(points))


def calibration(points: Points) -> Markup:
    """Share of positives against mean prediction of each bin; the area of a dot is its number of rows."""
    label = f"Calibration curve of {len(points)} bins; on the diagonal, predictions are what happens"
    most = max((point[2] for point in points if len(point) > 2), default=1.0) or 1.0
    dots = [_dot(point, most) for point in _inside(points)]
    return _frame(label, "mean prediction", "share of positives", _guess(), *_line(points), *dots)


def _frame(label: str, across: str, up: str, *drawn: Markup) -> Markup:
    grid = [_grid(tick) for tick in TICKS]
    names = [
        text(LEFT + SIDE / 2, SIZE - 6, across, "label axis", text_anchor="middle"),
        text(
            0,
            0,
            up,
            "label axis",
            text_anchor="middle",
            transform=f"translate(10 {TOP + SIDE / 2}) rotate(-90)",
        ),
    ]
    return picture(SIZE, SIZE, label, *grid, *names, *drawn, class_="chart square")


def _grid(tick: float) -> Markup:
    x, y = _place(tick, tick)
    return element(
        "g",
        path([(LEFT, y), (LEFT + SIDE, y)], "grid"),
        path([(x, TOP), (x, TOP + SIDE)], "grid"),
        text(LEFT - 5, y + 4, f"{tick:g}", text_anchor="end"),
        text(x, TOP + SIDE + 15, f"{tick:g}", text_anchor="middle"),
    )


def _guess() -> Markup:
    return path([_place(0, 0), _place(1, 1)], "reference")


def _line(points: Points) -> list[Markup]:
    places = [_place(point[0], point[1]) for point in _inside(points)]
    return [path(places, "line")] if places else []


def _dot(point: Sequence[float], most: float) -> Markup:
    x, y = _place(point[0], point[1])
    rows = point[2] if len(point) > 2 else 0.0
    title = element("title", f"predicted {point[0]:.2f}, happened {point[1]:.2f}, {rows:g} rows")
    return element("circle", title, cx=x, cy=y, r=2.5 + 5 * sqrt(max(0.0, rows) / most), class_="dot")


def _inside(points: Points) -> list[Sequence[float]]:
    return [point for point in points if all(isfinite(number) for number in point)]


def _place(x: float, y: float) -> tuple[float, float]:
    return LEFT + SIDE * min(1.0, max(0.0, x)), TOP + SIDE * (1 - min(1.0, max(0.0, y)))
