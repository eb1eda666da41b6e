"""Notes of a run, one small file each, and their fold into the run record.

Tasks of one run may note at the same time, so no two of them write the same file. Whoever notes
then folds all notes into the record, looks again, and repeats when another note has come meanwhile:
whoever writes the record last has seen every note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from upath import UPath

from pipeline_tasks.fold import fold
from pipeline_tasks.record import BrokenRecord, parse_record, record_path
from pipeline_tasks.storage import check_run_id, read_all, read_bytes, root, write_bytes

Note = dict[str, Any]

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Notebook:
    """The notes of one run."""

    storage: str
    run_id: str

    @property
    def folder(self) -> UPath:
        """Say where the notes of the run are kept."""
        return root(self.storage) / "records" / "parts" / check_run_id(self.run_id)

    def open(self, *, dag_id: str, started_at: str, logical_date: str | None = None) -> None:
        """Note which run this is; only then is there a record. A run of another DAG is refused."""
        path = self.folder / "run.json"
        try:
            known = _parse(path.path, read_bytes(path))
        except FileNotFoundError:
            content = {"dag_id": dag_id, "started_at": started_at, "logical_date": logical_date}
            self._write("run", {"run_id": self.run_id, **content})
            return
        if known["dag_id"] != dag_id:
            raise BrokenRecord(
                f"run {self.run_id!r}: expected a run of DAG {known['dag_id']!r}, got DAG {dag_id!r}; "
                "two DAGs that share a storage need run ids of their own"
            )

    def add(self, name: str, note: Note) -> None:
        """Write one note and bring the record up to date."""
        self._write(name, {"at": now(), **note})
        self.refresh()

    def add_results(self, name: str, **sections: object) -> None:
        """Note what a task found out; each keyword is a section of the record."""
        self.add(f"results-{name}", {"results": sections})

    def read(self) -> dict[str, Note]:
        """Read all notes by name."""
        return _parse_all(read_all(self.folder))

    def refresh(self) -> None:
        """Fold the notes into the record until no note came in between."""
        contents = read_all(self.folder)
        while "run" in (notes := _parse_all(contents)):
            content = (json.dumps(fold(notes), indent=1, ensure_ascii=False) + "\n").encode()
            path = record_path(self.storage, self.run_id)
            parse_record(content, str(path))  # a note that does not fit must not spoil the record there is
            write_bytes(path, content)
            seen, contents = contents, read_all(self.folder)
            if contents == seen:
                return

    def _write(self, name: str, note: Note) -> None:
        write_bytes(self.folder / f"{name}.json", _text(note).encode())


def _text(note: Note) -> str:
    """Write a note as JSON; half a character, which no file can hold, becomes its number."""
    return _HALF.sub(lambda half: rf"\\u{ord(half[0]):04x}", json.dumps(note, ensure_ascii=False))


def _parse_all(contents: Mapping[str, bytes]) -> dict[str, Note]:
    return {_name(path): _parse(path, content) for path, content in contents.items()}


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".json")


def _parse(path: str, content: bytes) -> Note:
    try:
        note: Note = json.loads(content)
    except ValueError as error:
        raise BrokenRecord(f"{path}: expected JSON, {error}") from error
    return note


def now() -> str:
    """Tell the time as the record writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
