"""How a run's summary stands in the index: its table, and the way there and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from monitor.summary import Interval, RunSummary

NAMES = (
    "run_id", "dag_id", "state", "began_at", "ended_at", "written_at", "failed_task", "problem",
    "scores", "intervals", "rows", "version", "tasks_done",
)  # fmt: skip
MOST_REMEMBERED = 500
"""About 4 kB each."""
COLUMNS = ", ".join(NAMES)
# Only question marks are put in, one for each column.
REPLACE = "REPLACE INTO run VALUES (" + ",".join("?" * 16) + ")"  # noqa: S608
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS run (
  owner INTEGER, run_id TEXT, dag_id TEXT, state TEXT, began_at REAL, ended_at REAL, written_at REAL,
  failed_task TEXT, problem TEXT, scores TEXT, intervals TEXT, rows INTEGER, version TEXT,
  tasks_done INTEGER, stamp TEXT, own INTEGER, PRIMARY KEY (owner, run_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_time ON run (owner, own, began_at DESC, run_id DESC, state);
CREATE INDEX IF NOT EXISTS by_state ON run (owner, own, state, began_at DESC);
CREATE INDEX IF NOT EXISTS by_version ON run (owner, own, began_at DESC) WHERE version IS NOT NULL;
"""


def to_row(owner: int, run: RunSummary, stamp: str, *, own: bool) -> tuple[object, ...]:
    """Write a summary as the values of the table, in its order."""
    return (
        owner,
        run.run_id,
        run.dag_id,
        run.state,
        run.began_at.timestamp(),
        run.ended_at.timestamp() if run.ended_at else None,
        run.written_at.timestamp(),
        run.failed_task,
        run.problem,
        json.dumps(dict(run.scores)),
        json.dumps({name: (each.low, each.high) for name, each in run.intervals.items()}),
        run.rows,
        run.version,
        run.tasks_done,
        stamp,
        own,
    )


@lru_cache(MOST_REMEMBERED)
def remembered(row: tuple[Any, ...]) -> RunSummary:
    """Read a row as `from_row` does; the same values are the same summary, made once."""
    return from_row(row)


def from_row(row: tuple[Any, ...]) -> RunSummary:
    """Read the values of COLUMNS back."""
    found = dict(zip(NAMES, row, strict=True))
    for name in ("began_at", "ended_at", "written_at"):
        found[name] = _moment(found[name])
    found["scores"] = json.loads(found["scores"])
    found["intervals"] = {name: Interval(*pair) for name, pair in json.loads(found["intervals"]).items()}
    return RunSummary(**found)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
