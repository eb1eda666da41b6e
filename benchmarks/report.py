"""Writes what was measured: lines on the terminal, the rows as JSON and as a table, the curves as SVG."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.chart import Curve, draw
from benchmarks.figure import Figure

MARKS = {True: "holds", False: "MISSED", None: "-"}
HEAD = """\
# The last result

Written by `make bench`; [performance.md](../performance.md) says what it means.

| what | value | baseline in the same run | ratio | goal | |
|---|---|---|---|---|---|
"""

Row = dict[str, Any]


def describe(figure: Figure) -> str:
    """One figure as a line."""
    row = figure.as_row()
    ratio = "" if row["ratio"] is None else f"ratio {row['ratio']:g} to {row['baseline']}"
    goal = f"goal {row['goal']}" if row["goal"] else ""
    return f"{MARKS[figure.holds]:7}{row['name']}: {row['value']:g} {row['unit']}  {ratio}  {goal}".rstrip()


def read_rows(path: Path) -> list[Row]:
    """The rows of the last result; none when there is none."""
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def replace_row(rows: Sequence[Row], row: Row) -> list[Row]:
    """The rows with a new one, in the place of the one of that name or at the end."""
    names = [each["name"] for each in rows]
    if row["name"] not in names:
        return [*rows, row]
    return [row if name == row["name"] else each for name, each in zip(names, rows, strict=True)]


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """The rows as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_table(folder: Path, rows: Sequence[Row]) -> None:
    """The rows as a page to read."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(
        f"| {row['name']} | {row['value']:g} {row['unit']} | {row['baseline'] or ''} "
        f"| {'' if row['ratio'] is None else format(row['ratio'], 'g')} | {row['goal'] or ''} "
        f"| {MARKS[row['holds']]} |\n"
        for row in rows
    )
    (folder / "figures.md").write_text(HEAD + lines, "utf-8")


def write_curve(folder: Path, curve: Curve) -> None:
    """A curve as SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{curve.name}.svg").write_text(draw(curve), "utf-8")
