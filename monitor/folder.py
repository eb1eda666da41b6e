"""Lists the run records of a storage with a stamp of each: the same for a folder and an object store."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from upath import UPath

from pipeline_tasks.storage import is_local

SUFFIX = ".json"


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
            if item.name.endswith(SUFFIX) and not item.name.startswith("."):
                yield from _local_entry(item)


def _local_entry(item: os.DirEntry[str]) -> Iterator[Entry]:
    try:
        stat = item.stat()
    except FileNotFoundError:  # removed or replaced while we looked: the next listing tells
        return
    stamp = f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"
    yield Entry(
        item.name.removesuffix(SUFFIX), stamp, datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size
    )


def _remote(records: UPath) -> Iterator[Entry]:
    # refresh: fsspec would answer from the listing it remembers, and never show a new record.
    for item in records.fs.ls(records.path, detail=True, refresh=True):
        name = item["name"].rsplit("/", 1)[-1]
        if item["type"] == "file" and name.endswith(SUFFIX):
            modified = _modified(item)
            stamp = f"{item.get('ETag', '')}-{modified}-{item['size']}"
            yield Entry(name.removesuffix(SUFFIX), stamp, modified, item["size"])


def _modified(item: Mapping[str, Any]) -> datetime:
    """When an object was written; each kind of store calls it by another name."""
    found = item.get("LastModified") or item.get("mtime") or item.get("created") or 0.0
    return found if isinstance(found, datetime) else datetime.fromtimestamp(found, UTC)
