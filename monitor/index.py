"""The index of runs: a small SQLite file that is rebuilt from the records whenever it is lost.

A page asks the index, never the folder. Before an answer the index looks whether the folder changed and
reads only what is new, the newest first and for a short while, so that ten thousand records answer as
fast as ten. Several monitors may share the file: each row names the storage and DAG of its owner.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from upath import UPath

from monitor.database import is_damage, make_anew, opened, prepare
from monitor.folder import Entry, change_stamp, find_entry, list_entries
from monitor.recall import SETTLE_SECONDS, Recall
from monitor.row import COLUMNS, REPLACE, from_row, remembered, to_row
from monitor.summary import RunSummary

# Listing an object store takes calls that cost time and money.
REMOTE_RESTS = 20
# A record that is written in its place, not by a rename, leaves the folder's time as it is.
LONGEST_REST_SECONDS = 60.0
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
        self._owner = _owner(records, dag_id)
        self._lock = threading.Lock()
        self._made = 0
        self._now = datetime.min
        self._seen: tuple[int, float] | None = None
        self._looked = 0.0
        self._recall = Recall(file)
        self.health = IndexHealth(as_of=None, error=None, pending=0)
        prepare(file)

    def refresh(self, now: datetime, *, force: bool = False) -> None:
        """Take in what changed. Returns at once when another thread is at it: its result serves all."""
        # Before the first look there is no result that could serve.
        if not self._lock.acquire(blocking=force or self.health.as_of is None):
            return
        try:
            self._look(now, force)
        except (OSError, sqlite3.Error) as error:
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
        """The summary of one run of this DAG; a record that came since the last look is read at once."""
        found = self._select("WHERE owner = ? AND own = 1 AND run_id = ?", [self._owner, run_id])
        if found:
            return found[0]
        entry = find_entry(self._records, run_id)
        run = self._read(entry) if entry else None
        return run if run and self._is_own(run) else None

    def page(
        self, *, states: Sequence[str] = (), before: datetime | None = None, limit: int, offset: int = 0
    ) -> tuple[RunSummary, ...]:
        """Runs from the newest to the oldest."""
        where, values = self._where(states, before)
        return self._select(
            f"{where} ORDER BY began_at DESC, run_id DESC LIMIT ? OFFSET ?", [*values, limit, offset]
        )

    def every(self, states: Sequence[str] = ()) -> Iterator[RunSummary]:
        """All runs from the newest to the oldest, read in batches."""
        where, values = self._where(states, None)
        place: tuple[float, str] | None = None
        while True:
            further, more = (" AND (began_at, run_id) < (?, ?)", [*place]) if place else ("", [])
            tail = f"{where}{further} ORDER BY began_at DESC, run_id DESC LIMIT {BATCH}"
            # Not remembered: ten thousand runs would drive out what pages ask for all the time.
            batch = [from_row(row) for row in self._rows_of(tail, [*values, *more])]
            yield from batch
            if len(batch) < BATCH:
                return
            place = (batch[-1].began_at.timestamp(), batch[-1].run_id)

    def published(self, limit: int, before: datetime | None = None) -> tuple[RunSummary, ...]:
        """The runs that published a model, the newest first."""
        where, values = self._where((), before)
        tail = f"{where} AND version IS NOT NULL ORDER BY began_at DESC LIMIT ?"
        return self._select(tail, [*values, limit])

    def counts(self) -> dict[str, int]:
        """How many runs there are of each state."""
        where, values = self._where((), None)
        question = f"SELECT state, count(*) FROM run {where} GROUP BY state"  # noqa: S608
        return dict(self._recall.get(question, lambda: tuple(self._ask(question, values))))

    def total(self, states: Sequence[str] = ()) -> int:
        """How many runs there are, of those states or at all."""
        return sum(count for state, count in self.counts().items() if not states or state in states)

    def _select(self, tail: str, values: Sequence[Hashable]) -> tuple[RunSummary, ...]:
        return self._recall.get((tail, *values), lambda: tuple(map(remembered, self._rows_of(tail, values))))

    def _rows_of(self, tail: str, values: Sequence[Hashable]) -> list[tuple[Any, ...]]:
        # The tail is put together from constants of this module; values are always bound.
        return self._ask(f"SELECT {COLUMNS} FROM run {tail}", values)  # noqa: S608

    def _ask(self, question: str, values: Sequence[Hashable]) -> list[tuple[Any, ...]]:
        """Ask the file; when it was damaged since the last look, make it anew and ask again."""
        made = self._made
        try:
            return self._answer(question, values)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        with self._lock:
            if self._made == made:  # no other thread has been faster
                self._make_anew()
        self.refresh(self._now, force=True)
        return self._answer(question, values)

    def _answer(self, question: str, values: Sequence[Hashable]) -> list[tuple[Any, ...]]:
        with opened(self._file) as database:
            return database.execute(question, values).fetchall()

    def _make_anew(self) -> None:
        make_anew(self._file)
        self._made += 1

    def _look(self, now: datetime, force: bool) -> None:
        self._now = now
        if not self._file.exists():  # somebody has deleted it
            self._make_anew()
            force = True
        try:
            self._refresh(now, force)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._make_anew()
            self._refresh(now, force=True)

    def _refresh(self, now: datetime, force: bool) -> None:
        stamp = change_stamp(self._records)
        if not force and not self._due(stamp):
            if stamp is not None and stamp == self._seen:  # nothing changed, which is known as of now
                self.health = replace(self.health, as_of=now)
            return
        entries = {entry.run_id: entry for entry in list_entries(self._records)}
        with opened(self._file) as database:
            stamps = database.execute("SELECT run_id, stamp FROM run WHERE owner = ?", [self._owner])
            known = dict(stamps.fetchall())
            changed = sorted(
                (entry for entry in entries.values() if known.get(entry.run_id) != entry.stamp),
                key=lambda entry: entry.modified_at,
                reverse=True,
            )
            handled, rows = self._rows(changed)
            database.executemany(REPLACE, rows)
            database.executemany(
                "DELETE FROM run WHERE owner = ? AND run_id = ?",
                [(self._owner, name) for name in known.keys() - entries.keys()],
            )
        pending = len(changed) - handled
        self._seen, self._looked = (None if pending else stamp), time.monotonic()
        self.health = IndexHealth(as_of=now, error=None, pending=pending)

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
        is_settling = time.time() - stamp[1] < SETTLE_SECONDS and since >= self._pace.rest
        return is_settling or since >= LONGEST_REST_SECONDS

    def _rows(self, entries: Sequence[Entry]) -> tuple[int, list[tuple[object, ...]]]:
        until = time.monotonic() + self._pace.read
        handled = 0
        rows: list[tuple[object, ...]] = []
        for entry in entries:
            handled += 1
            summary = self._read(entry)
            if summary is not None:
                rows.append(to_row(self._owner, summary, entry.stamp, own=self._is_own(summary)))
            if time.monotonic() > until:
                break
        return handled, rows

    def _is_own(self, run: RunSummary) -> bool:
        """Whether it is a run of this DAG, or a record that does not say of which."""
        return run.dag_id in ("", self._dag_id)

    def _where(self, states: Sequence[str], before: datetime | None) -> tuple[str, list[Hashable]]:
        where = "WHERE owner = ? AND own = 1"
        values: list[Hashable] = [self._owner]
        if states:
            where += f" AND state IN ({','.join('?' * len(states))})"
            values += states
        if before is not None:
            where += " AND began_at < ?"
            values.append(before.timestamp())
        return where, values


def _owner(records: UPath, dag_id: str) -> int:
    """Number a storage and DAG, within the 63 bits that the column holds."""
    place = f"{records.absolute()}\n{dag_id}"
    return int.from_bytes(hashlib.sha256(place.encode()).digest()[:7])
