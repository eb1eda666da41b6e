"""Runs as lines of CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from monitor.moments import machine
from monitor.summary import RunSummary
from pipeline_tasks.metrics import METRIC_NAMES

HEAD = (
    "run_id", "state", "started_at", "ended_at", "seconds", "failed_task", "problem", "rows", "published",
)  # fmt: skip


def csv_lines(runs: Iterable[RunSummary]) -> Iterator[str]:
    """Write the head and one line per run."""
    yield _line([*HEAD, *METRIC_NAMES])
    for run in runs:
        yield _line([*_facts(run), *(run.scores.get(name) for name in METRIC_NAMES)])


def _facts(run: RunSummary) -> list[object]:
    return [
        _harmless(run.run_id),
        run.state,
        machine(run.began_at),
        machine(run.ended_at),
        run.seconds,
        _harmless(run.failed_task),
        _harmless(run.problem),
        run.rows,
        run.published,
    ]


def _harmless(text: str | None) -> str | None:
    # A spreadsheet takes a cell that begins so for a formula.
    return f"'{text}" if text and text[0] in "=+-@\t\r" else text


def _line(values: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()
