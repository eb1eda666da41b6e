"""The SQLite file of the index: opened for one question at a time, made anew when it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.row import SCHEMA

# Raised with every change of the table: an index of another version is thrown away, the records stay.
VERSION = 1
PATIENCE_SECONDS = 5


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction; threads and processes may do so at the same time."""
    database = sqlite3.connect(file, timeout=PATIENCE_SECONDS)
    try:
        with database:
            yield database
    finally:
        database.close()


def prepare(file: Path) -> None:
    """Make the table, or make the whole file anew when it is damaged or of another version."""
    try:
        if _version(file) not in (0, VERSION):
            _remove(file)
        _create(file)
    except sqlite3.DatabaseError:
        _remove(file)
        _create(file)


def _version(file: Path) -> int:
    with opened(file) as database:
        version: int = database.execute("PRAGMA user_version").fetchone()[0]
        return version


def _create(file: Path) -> None:
    with opened(file) as database:
        database.executescript(f"{SCHEMA}; PRAGMA user_version = {VERSION};")


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
