"""The index of runs: a small SQLite file that is rebuilt from the records whenever it is lost.

A page asks the index, never the folder. Before an answer the index looks whether the folder changed and
reads only what is new, the newest first and for a short while, so that ten thousand records answer as
fast as ten.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from upath import UPath

from monitor.database import opened, prepare
from monitor.folder import Entry, change_stamp, list_entries
from monitor.row import COLUMNS, REPLACE, from_row, to_row
from monitor.summary import RunSummary

# A change younger than this may be followed by another one within the same tick of the file system.
SETTLE_SECONDS = 2.0
# Listing an object store takes calls that cost time and money.
REMOTE_RESTS = 20
BATCH = 500

Reader = Callable[[Entry], RunSummary | None]


@dataclass(frozen=True)
class Pace:
    """How long a look may take, and how long the storage is left alone after it, in seconds."""

    read: float
    rest: float


@dataclass(frozen=True)
class IndexHealth:
    """How far the index can be trusted: when the storage was last seen, and what is left to read."""

    as_of: datetime | None
    error: str | None
    pending: int


class RunIndex:
    """Answers questions about runs from a SQLite file, and keeps that file up to date."""

    def __init__(self, file: Path, records: UPath, dag_id: str, read: Reader, pace: Pace) -> None:
        self._file, self._records, self._dag_id, self._read = file, records, dag_id, read
        self._pace = pace
        self._lock = threading.Lock()
        self._seen: tuple[int, float] | None = None
        self._looked = 0.0
        self.health = IndexHealth(as_of=None, error=None, pending=0)
        prepare(file)

    def refresh(self, now: datetime, *, force: bool = False) -> None:
        """Take in what changed. Returns at once when another thread is at it: its result serves all."""
        # Before the first look there is no result that could serve.
        if not self._lock.acquire(blocking=force or self.health.as_of is None):
            return
        try:
            self._refresh(now, force or self._was_removed())
        except OSError as error:
            self._looked = time.monotonic()
            self.health = IndexHealth(
                self.health.as_of, f"{type(error).__name__}: {error}", self.health.pending
            )
        finally:
            self._lock.release()

    def newest(self, states: Sequence[str] = (), before: datetime | None = None) -> RunSummary | None:
        """The run that began last, of those states, before that moment."""
        return next(iter(self.page(states=states, before=before, limit=1)), None)

    def find(self, run_id: str) -> RunSummary | None:
        """The summary of one run."""
        return next(iter(self._select("WHERE run_id = ?", [run_id])), None)

    def page(
        self, *, states: Sequence[str] = (), before: datetime | None = None, limit: int, offset: int = 0
    ) -> list[RunSummary]:
        """Runs from the newest to the oldest."""
        where, values = _where(states, before)
        return self._select(
            f"{where} ORDER BY began_at DESC, run_id DESC LIMIT ? OFFSET ?", [*values, limit, offset]
        )

    def every(self, states: Sequence[str] = ()) -> Iterator[RunSummary]:
        """All runs from the newest to the oldest, read in batches."""
        where, values = _where(states, None)
        place: tuple[float, str] | None = None
        while True:
            further, more = (" AND (began_at, run_id) < (?, ?)", [*place]) if place else ("", [])
            tail = f"{where}{further} ORDER BY began_at DESC, run_id DESC LIMIT {BATCH}"
            batch = self._select(tail, [*values, *more])
            yield from batch
            if len(batch) < BATCH:
                return
            place = (batch[-1].began_at.timestamp(), batch[-1].run_id)

    def published(self, limit: int) -> list[RunSummary]:
        """The runs that published a model, the newest first."""
        where = "WHERE own = 1 AND version IS NOT NULL"
        return self._select(f"{where} ORDER BY began_at DESC LIMIT ?", [limit])

    def counts(self) -> dict[str, int]:
        """How many runs there are of each state."""
        with opened(self._file) as database:
            return dict(database.execute("SELECT state, count(*) FROM run WHERE own = 1 GROUP BY state"))

    def total(self, states: Sequence[str] = ()) -> int:
        """How many runs there are, of those states or at all."""
        return sum(count for state, count in self.counts().items() if not states or state in states)

    def _select(self, tail: str, values: Sequence[object]) -> list[RunSummary]:
        with opened(self._file) as database:
            # The tail is put together from constants of this module; values are always bound.
            rows = database.execute(f"SELECT {COLUMNS} FROM run {tail}", values)  # noqa: S608
            return [from_row(row) for row in rows]

    def _refresh(self, now: datetime, force: bool) -> None:
        stamp = change_stamp(self._records)
        if not force and not self._due(stamp):
            if stamp is not None and stamp == self._seen:  # nothing changed, which is known as of now
                self.health = replace(self.health, as_of=now)
            return
        entries = {entry.run_id: entry for entry in list_entries(self._records)}
        with opened(self._file) as database:
            known = dict(database.execute("SELECT run_id, stamp FROM run"))
            changed = sorted(
                (entry for entry in entries.values() if known.get(entry.run_id) != entry.stamp),
                key=lambda entry: entry.modified_at,
                reverse=True,
            )
            handled, rows = self._rows(changed)
            database.executemany(REPLACE, rows)
            database.executemany(
                "DELETE FROM run WHERE run_id = ?", [(name,) for name in known.keys() - entries.keys()]
            )
        pending = len(changed) - handled
        self._seen, self._looked = (None if pending else stamp), time.monotonic()
        self.health = IndexHealth(as_of=now, error=None, pending=pending)

    def _was_removed(self) -> bool:
        """Make the file anew when somebody has deleted it."""
        if self._file.exists():
            return False
        prepare(self._file)
        return True

    def _due(self, stamp: tuple[int, float] | None) -> bool:
        since = time.monotonic() - self._looked
        if self.health.error is not None:
            return since >= self._pace.rest
        if self.health.pending:
            return True
        if stamp is None:
            return since >= self._pace.rest * REMOTE_RESTS
        if stamp != self._seen:
            return since >= self._pace.rest or self.health.as_of is None
        return time.time() - stamp[1] < SETTLE_SECONDS and since >= self._pace.rest

    def _rows(self, entries: Sequence[Entry]) -> tuple[int, list[tuple[object, ...]]]:
        until = time.monotonic() + self._pace.read
        handled = 0
        rows: list[tuple[object, ...]] = []
        for entry in entries:
            handled += 1
            summary = self._read(entry)
            if summary is not None:
                rows.append(to_row(summary, entry.stamp, own=summary.dag_id in ("", self._dag_id)))
            if time.monotonic() > until:
                break
        return handled, rows


def _where(states: Sequence[str], before: datetime | None) -> tuple[str, list[object]]:
    where = "WHERE own = 1"
    values: list[object] = []
    if states:
        where += f" AND state IN ({','.join('?' * len(states))})"
        values += states
    if before is not None:
        where += " AND began_at < ?"
        values.append(before.timestamp())
    return where, values
