"""The tasks of a DAG as boxes in rows, from top to bottom, with their dependencies as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from monitor.charts.svg import element, picture, text

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, EDGE = 176.0, 30.0, 16.0, 22.0, 6.0

Place = tuple[float, float]


def graph(dependencies: Mapping[str, Sequence[str]]) -> Markup:
    """Draw a DAG given as task -> the tasks it waits for."""
    rows = _rows(dependencies)
    width = max((len(row) for row in rows), default=1) * (BOX_WIDTH + GAP_X) - GAP_X + 2 * EDGE
    height = max(1, len(rows)) * (BOX_HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE
    places = {task: place for number, row in enumerate(rows) for task, place in _places(row, number, width)}
    lines = [
        _arrow(places[above], places[task])
        for task, needs in dependencies.items()
        for above in needs
        if above in places
    ]
    boxes = [_box(task, place) for task, place in places.items()]
    spoken = "; ".join(
        f"{task} after {', '.join(needs)}" if needs else task for task, needs in dependencies.items()
    )
    return picture(
        width,
        height,
        f"Graph of {len(places)} tasks: {spoken}",
        *lines,
        *boxes,
        class_="chart graph",
        width=width,
    )


def _rows(dependencies: Mapping[str, Sequence[str]]) -> list[list[str]]:
    depth: dict[str, int] = {}
    # So many rounds as there are tasks settle every chain; a cycle, which has no end, stops there too.
    for _ in dependencies:
        for task, needs in dependencies.items():
            above = [depth.get(name, 0) + 1 for name in needs if name in dependencies]
            depth[task] = min(max(above, default=0), len(dependencies) - 1)
    rows: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for task, level in depth.items():
        rows[level].append(task)
    return [row for row in rows if row]


def _places(row: Sequence[str], number: int, width: float) -> list[tuple[str, Place]]:
    taken = len(row) * (BOX_WIDTH + GAP_X) - GAP_X
    left, y = (width - taken) / 2, EDGE + number * (BOX_HEIGHT + GAP_Y)
    return [(task, (left + index * (BOX_WIDTH + GAP_X), y)) for index, task in enumerate(row)]


def _box(task: str, place: Place) -> Markup:
    x, y = place
    short = task if len(task) <= 24 else task[:22] + "\N{HORIZONTAL ELLIPSIS}"
    return element(
        "g",
        element("title", task),
        element("rect", x=x, y=y, width=BOX_WIDTH, height=BOX_HEIGHT, rx=6, class_="node"),
        text(x + BOX_WIDTH / 2, y + BOX_HEIGHT / 2 + 4, short, "label node-name", text_anchor="middle"),
    )


def _arrow(above: Place, below: Place) -> Markup:
    x1, y1 = above[0] + BOX_WIDTH / 2, above[1] + BOX_HEIGHT
    x2, y2 = below[0] + BOX_WIDTH / 2, below[1]
    middle = (y1 + y2) / 2
    curve = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2 - 5:.1f}"
    tip = f"M{x2 - 3.5:.1f} {y2 - 6:.1f}L{x2:.1f} {y2:.1f}L{x2 + 3.5:.1f} {y2 - 6:.1f}Z"
    return element("g", element("path", d=curve, class_="edge"), element("path", d=tip, class_="tip"))
