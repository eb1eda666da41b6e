"""Keeps what was found in a spec on disk, until anything it depends on changes.

An entry is one file for each spec, written whole or not at all. It holds plain values (text, numbers, lists,
dates), and reading it can make nothing else: a file that somebody tampered with is at worst not believed.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagspec import stamp
from dagspec.catalogue.store import default_folder
from dagspec.whole import write_whole

# What a YAML file can hold besides text, numbers, lists and mappings.
_PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta")}


class _PlainUnpickler(pickle.Unpickler):  # noqa: S301  it makes nothing but plain data
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} is not plain data")
        return super().find_class(module, name)


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder of entries by name; `key` says what an entry was made from."""

    folder: Path

    def recall(self, name: str, key: str) -> Any:
        """Return what is kept under the name, when it was made from the same; else None."""
        try:
            with open(self._file(name), "rb") as file:  # noqa: PTH123  as below
                entry = _PlainUnpickler(file).load()
            if entry["key"] != key:
                return None
            stamps: dict[str, str] = entry["stamps"]
            if any(stamp.of_file(path) != known for path, known in stamps.items()):
                return None
            return entry["value"]
        except Exception:  # noqa: BLE001  whatever a damaged entry raises: it is as if there were none
            return None

    def keep(self, name: str, key: str, paths: list[str], value: Any) -> None:
        """Keep a value that holds as long as the files do; a folder that cannot be written is no fault."""
        entry = {"key": key, "stamps": {path: stamp.of_file(path) for path in paths}, "value": value}
        try:
            data = pickle.dumps(entry, protocol=5)
            try:
                write_whole(self._file(name), data)
            except FileNotFoundError:  # the first entry of all
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_whole(self._file(name), data)
        except (OSError, pickle.PicklingError, TypeError, RecursionError):
            return

    def _file(self, name: str) -> str:
        return f"{self.folder}/{stamp.digest(name)}"


def default_memory() -> Memory:
    """Return the memory of this user."""
    return Memory(default_folder() / "specs")
