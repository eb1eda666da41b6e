"""The confusion matrix: four numbers, each with its name, shaded by its share."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from monitor.charts.svg import element, picture, text

SIZE, LEFT, TOP, CELL = 260.0, 38.0, 24.0, 101.0
NAMES = (("true negatives", "false positives"), ("false negatives", "true positives"))
SIDES = ("no click", "click")


def confusion(matrix: Sequence[Sequence[int]]) -> Markup:
    """[[true negatives, false positives], [false negatives, true positives]] as a square of four."""
    spoken = ", ".join(f"{matrix[row][column]} {NAMES[row][column]}" for row in (0, 1) for column in (0, 1))
    total = sum(map(sum, matrix)) or 1
    cells = [_cell(row, column, matrix[row][column], total) for row in (0, 1) for column in (0, 1)]
    return picture(SIZE, SIZE, f"Confusion matrix: {spoken}", *_sides(), *cells, class_="chart square")


def _cell(row: int, column: int, count: int, total: int) -> Markup:
    x, y = LEFT + column * (CELL + 2), TOP + row * (CELL + 2)
    kind = "right" if row == column else "wrong"
    return element(
        "g",
        element("rect", x=x, y=y, width=CELL, height=CELL, rx=3, class_=f"cell {kind}"),
        text(x + CELL / 2, y + CELL / 2, f"{count}", "count", text_anchor="middle"),
        text(x + CELL / 2, y + CELL / 2 + 18, NAMES[row][column], text_anchor="middle"),
        text(x + CELL / 2, y + CELL / 2 + 34, f"{count / total:.1%}", text_anchor="middle"),
    )


def _sides() -> list[Markup]:
    across = [
        text(LEFT + CELL / 2 + index * (CELL + 2), 15, f"predicted {name}", text_anchor="middle")
        for index, name in enumerate(SIDES)
    ]
    down = [
        text(
            0,
            0,
            name,
            text_anchor="middle",
            transform=f"translate(26 {TOP + CELL / 2 + index * (CELL + 2)}) rotate(-90)",
        )
        for index, name in enumerate(SIDES)
    ]
    return [*across, *down]
