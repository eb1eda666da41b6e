"""The papers of a run: files in the storage whose place follows from a checked name alone."""

from __future__ import annotations

from dataclasses import dataclass

from upath import UPath

from pipeline_tasks.record import record_path
from pipeline_tasks.storage import check_run_id


@dataclass(frozen=True)
class Papers:
    """Reads papers; one that is not there is None."""

    storage: str

    def record(self, run_id: str) -> bytes | None:
        """The bytes of the record, whatever they are."""
        return _read(record_path(self.storage, run_id))

    def summary(self, version: str) -> bytes | None:
        """The text that model_summary wrote for a version of the model."""
        return _read(version_folder(self.storage, version) / "model_summary.txt")


def version_folder(storage: str, version: str) -> UPath:
    """The folder of a version; its name keeps the rules of a run id, so it stays below the storage."""
    return UPath(storage) / "model" / "versions" / check_run_id(version)


def _read(path: UPath) -> bytes | None:
    try:
        content: bytes = path.read_bytes()
    except OSError:
        return None
    return content
