"""The SQLite file of the index: opened for one question at a time, made anew when it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.row import SCHEMA

# Raised with every change of the table: an index of another version is thrown away, the records stay.
VERSION = 2
PATIENCE_SECONDS = 5

Stamp = tuple[int, int, int]
"""Time of the last change in nanoseconds, size, and number of the file."""


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction; threads and processes may do so at the same time."""
    database = sqlite3.connect(file, timeout=PATIENCE_SECONDS)
    try:
        with database:
            yield database
    finally:
        database.close()


def file_stamp(file: Path) -> Stamp | None:
    """Return what changes with the file; None while it is being written, or when it is not there."""
    if Path(f"{file}-wal").exists():
        return None
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def prepare(file: Path) -> None:
    """Make the table, or make the whole file anew when it is damaged or of another version."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        if _version(file) not in (0, VERSION):
            _remove(file)
        _create(file)
    except sqlite3.DatabaseError:
        make_anew(file)


def make_anew(file: Path) -> None:
    """Throw the file away and make an empty one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove(file)
    _create(file)


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell a file that cannot be used from one that is only busy or has no room to grow."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # without its details
    return code not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL)


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
