"""Keeps what was found in a spec on disk, until anything it depends on changes.

An entry is a row of a SQLite file. It holds plain values (text, numbers, lists, dates), and reading it can
make nothing else: what somebody else has written there can be wrong, but it cannot run. Each row has a
checksum, so nothing is done to save the file when the machine ends: what is damaged counts as not there.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
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
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH)
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
        found = self._try(lambda database: database.execute(_FIND, row).fetchone())
        try:
            if found is None or _checksum(*row, found[0]) != found[1]:
                return None
            return _PlainUnpickler(BytesIO(found[0])).load()
        except Exception:  # noqa: BLE001  whatever a damaged entry raises: it is as if there were none
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
        self._let_go()

    def _write(self) -> None:
        if self._waiting:
            self._try(self._write_all)
        self._waiting.clear()

    def _write_all(self, database: sqlite3.Connection) -> None:
        with database:
            database.executemany(_KEEP, self._waiting)

    def _try(self, use: Callable[[sqlite3.Connection], Any]) -> Any:
        """Use the database, if there is one; whatever it raises, go on without it."""
        if not self._is_usable:
            return None
        try:
            return use(self._opened())
        except Exception as error:  # noqa: BLE001  the loader must not raise: every DAG would be lost
            self._is_usable = False
            self._let_go()
            if _is_damage(error):
                with suppress(OSError):
                    self._file.unlink()  # the next one makes it anew
            return None

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file.touch(mode=0o600)  # a spec may hold what is nobody else's business
            self._database = sqlite3.connect(self._file, timeout=_PATIENCE_SECONDS)
            self._database.executescript(_BEGIN)
        return self._database

    def _let_go(self) -> None:
        if self._database:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None


def _is_damage(error: Exception) -> bool:
    """Tell a file of another form from one that is only locked, full or forbidden."""
    if isinstance(error, sqlite3.Error):
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
        return code & 0xFF in _DAMAGE
    return isinstance(error, UnicodeDecodeError)  # raised for the text of a damaged table


def _checksum(name: str, key: str, data: bytes) -> int:
    return crc32(data, crc32(f"{name} {key}".encode()))


def default_memory() -> Memory:
    """Return the memory of this user."""
    return Memory(default_folder() / "specs.sqlite")
