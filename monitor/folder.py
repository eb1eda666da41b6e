"""Lists the run records of a storage with a stamp of each: the same for a folder and an object store.

A file whose name is no run id is no record: no task can have written it, and no address leads to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from upath import UPath

from pipeline_tasks.storage import RUN_ID, is_local

SUFFIX = ".json"
LATEST = datetime(9999, 12, 30, tzinfo=UTC).timestamp()


@dataclass(frozen=True)
class Entry:
    """One record file as the listing shows it, unread."""

    run_id: str
    stamp: str
    modified_at: datetime
    size: int


def list_entries(records: UPath) -> Iterator[Entry]:
    """Name every record file; a folder that does not exist yet holds none."""
    try:
        yield from _local(Path(records.path)) if is_local(records) else _remote(records)
    except FileNotFoundError:
        return


def find_entry(records: UPath, run_id: str) -> Entry | None:
    """Look for the file of one record, which takes no listing."""
    try:
        if is_local(records):
            return _local_entry(run_id, (Path(records.path) / f"{run_id}{SUFFIX}").stat())
        path = records / f"{run_id}{SUFFIX}"
        path.fs.invalidate_cache(records.path)
        return _remote_entry(run_id, path.fs.info(path.path))
    except OSError:
        return None


def change_stamp(records: UPath) -> tuple[int, float] | None:
    """A stamp that changes when a record does; None when only a listing can tell.

    Records are replaced by a rename, and a rename changes the folder's own time.
    """
    if not is_local(records):
        return None
    try:
        stat = Path(records.path).stat()
    except FileNotFoundError:
        return (0, 0.0)
    return (stat.st_mtime_ns, stat.st_mtime)


def _local(folder: Path) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        for item in found:
            run_id = _run_id(item.name)
            if run_id is None:
                continue
            try:
                yield _local_entry(run_id, item.stat())
            except FileNotFoundError:  # removed or replaced while we looked: the next listing tells
                continue


def _run_id(name: str) -> str | None:
    run_id = name.removesuffix(SUFFIX)
    fits = name.endswith(SUFFIX) and not name.startswith(".") and RUN_ID.fullmatch(run_id)
    return run_id if fits else None


def _local_entry(run_id: str, stat: os.stat_result) -> Entry:
    stamp = f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"
    return Entry(run_id, stamp, _moment(stat.st_mtime), stat.st_size)


def _remote(records: UPath) -> Iterator[Entry]:
    # refresh: fsspec would answer from the listing it remembers, and never show a new record.
    for item in records.fs.ls(records.path, detail=True, refresh=True):
        run_id = _run_id(item["name"].rsplit("/", 1)[-1])
        if item["type"] == "file" and run_id is not None:
            yield _remote_entry(run_id, item)


def _remote_entry(run_id: str, item: Mapping[str, Any]) -> Entry:
    modified = _modified(item)
    return Entry(run_id, f"{item.get('ETag', '')}-{modified}-{item['size']}", modified, item["size"])


def _modified(item: Mapping[str, Any]) -> datetime:
    """When an object was written; each kind of store calls it by another name."""
    found = item.get("LastModified") or item.get("mtime") or item.get("created") or 0.0
    return found if isinstance(found, datetime) else _moment(found)


def _moment(seconds: float) -> datetime:
    """Read the time of a file, which may be any number, as one that can be written."""
    return datetime.fromtimestamp(min(max(seconds, 0.0), LATEST), UTC)
