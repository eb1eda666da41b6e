"""Keeps what was found in a spec on disk, until anything it depends on changes.

An entry is a row of a SQLite file. It holds plain values (text, numbers, lists, dates), and reading it can
make nothing else: a file that somebody tampered with is at worst not believed. Each row has a checksum, so
nothing is done to save the file when the machine ends: what is damaged is as if it were not there.
"""

from __future__ import annotations

import pickle
import sqlite3
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

from dagspec import stamp
from dagspec.catalogue.store import default_folder

# What a YAML file can hold besides text, numbers, lists and mappings.
_PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta")}
_BEGIN = """
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS specs (name TEXT PRIMARY KEY, key TEXT, entry BLOB, checksum INTEGER);
"""
_FIND = "SELECT entry, checksum FROM specs WHERE name = ? AND key = ?"
_KEEP = "INSERT OR REPLACE INTO specs VALUES (?, ?, ?, ?)"
# To look at a spec anew takes less than to wait longer for another process.
_PATIENCE_SECONDS = 0.1
# So many are written together: one by one, each would take a fifth of the time of its check.
_MOST_WAITING = 100


class _PlainUnpickler(pickle.Unpickler):  # noqa: S301  it makes nothing but plain data
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} is not plain data")
        return super().find_class(module, name)


class Memory:
    """A file of entries by name; `key` says what an entry was made from, all that it depends on.

    A file that cannot be read or written is no fault: it is as if nothing were kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._database: sqlite3.Connection | None = None
        self._is_usable = True
        self._waiting: list[tuple[str, str, bytes, int]] = []

    def recall(self, name: str, key: str) -> Any:
        """Return what is kept under the name, when it was made from the same; else None."""
        row = stamp.digest(name), key
        try:
            database = self._opened()
            found = database.execute(_FIND, row).fetchone() if database else None
            if found is None or _checksum(*row, found[0]) != found[1]:
                return None
            return _PlainUnpickler(BytesIO(found[0])).load()
        except sqlite3.Error as error:
            self._give_up(error)
        except Exception:  # noqa: BLE001  whatever a damaged entry raises: it is as if there were none
            return None
        return None

    def keep(self, name: str, key: str, value: Any) -> None:
        """Keep a value that holds as long as its key does, with the next ones or when this is closed."""
        row = stamp.digest(name), key
        with suppress(pickle.PicklingError, TypeError, RecursionError):
            data = pickle.dumps(value, protocol=5)
            self._waiting.append((*row, data, _checksum(*row, data)))
        if len(self._waiting) >= _MOST_WAITING:
            self._write()

    def close(self) -> None:
        """Write what still waits, and let go of the file; the next one to ask opens it again."""
        self._write()
        if self._database:
            self._database.close()
            self._database = None

    def _write(self) -> None:
        try:
            database = self._opened() if self._waiting else None
            if database:
                with database:
                    database.executemany(_KEEP, self._waiting)
        except sqlite3.Error as error:
            self._give_up(error)
        self._waiting.clear()

    def _opened(self) -> sqlite3.Connection | None:
        if self._database is None and self._is_usable:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file.touch(mode=0o600)  # a spec may hold what is nobody else's business
            except OSError as error:
                self._give_up(error)
                return None
            self._database = sqlite3.connect(self._file, timeout=_PATIENCE_SECONDS)
            self._database.executescript(_BEGIN)
        return self._database

    def _give_up(self, error: OSError | sqlite3.Error) -> None:
        """Do without; a file that is damaged, and not just locked or full, is removed for the next one."""
        self._is_usable = False
        if self._database:
            self._database.close()
            self._database = None
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._file.unlink()


def _checksum(name: str, key: str, data: bytes) -> int:
    return crc32(data, crc32(f"{name} {key}".encode()))


def default_memory() -> Memory:
    """Return the memory of this user."""
    return Memory(default_folder() / "specs.sqlite")
