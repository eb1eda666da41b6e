"""Files in a folder or an object store: where a run keeps them, and how one is replaced whole."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upath import UPath

from pipeline_tasks.errors import BadArgument

RUN_ID = re.compile(r"[A-Za-z0-9_.~:+-]{1,250}")
_CHUNK = 1 << 20


def check_run_id(run_id: str) -> str:
    """Return the run id when it is safe as the name of a file or folder."""
    if run_id in {".", ".."} or not RUN_ID.fullmatch(run_id):
        raise BadArgument(
            f"expected a run id of 1 to 250 of the characters A-Z a-z 0-9 _ . ~ : + -, got {run_id!r}"
        )
    return run_id


def root(storage: str) -> UPath:
    """Open the folder or object store that the spec names.

    Listings of an object store are not kept: other tasks write there too.
    """
    if "://" in storage and not storage.startswith("file://"):
        return UPath(storage, use_listings_cache=False)
    return UPath(storage)


def is_local(path: UPath) -> bool:
    """Tell whether the path is on a file system of this machine."""
    return path.protocol in {"", "file", "local"}


def read_bytes(path: UPath) -> bytes:
    """Read a whole file."""
    content: bytes = path.read_bytes()
    return content


def read_all(folder: UPath) -> dict[str, bytes]:
    """Read all files of a folder, by path."""
    paths = [f"{folder.path}/{name}" for name in names(folder)]
    if is_local(folder):
        return {path: Path(path).read_bytes() for path in paths}
    # At once, as an object store takes its time for each. The names hold no *, ? or [, which it would expand.
    contents: dict[str, bytes] = folder.fs.cat(paths) if paths else {}
    return contents


def write_bytes(path: UPath, content: bytes) -> None:
    """Replace a small file: a reader sees the old content or the new one, never a part."""
    if not is_local(path):
        path.write_bytes(content)  # one PUT: an object store shows an object only when it is complete
        return
    with replacing(path) as draft:
        draft.write_bytes(content)


@contextmanager
def replacing(path: UPath) -> Iterator[Path]:
    """Give a local draft to write to; it takes the place of `path` when the block ends without an error."""
    if is_local(path):
        with _neighbour(Path(path.path)) as draft:
            yield draft
        return
    with tempfile.TemporaryDirectory(prefix="pipeline-") as folder:
        draft = Path(folder) / "draft"
        yield draft
        path.fs.put_file(str(draft), path.path)


@contextmanager
def _neighbour(target: Path) -> Iterator[Path]:
    """Write beside the target and rename: only a rename within one folder is atomic."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = (
        target.parent / f".{uuid.uuid4().hex}.draft"
    )  # the name of the target may be as long as names may be
    try:
        yield draft
        _flush(draft)
        draft.replace(target)
        _flush(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy(source: UPath, target: UPath) -> None:
    """Copy a file of any size, so that a reader of the target sees it whole or not at all."""
    with replacing(target) as draft:
        fetch(source, draft)


def fetch(source: UPath, draft: Path) -> None:
    """Copy a file of any size into a local draft."""
    with source.open("rb") as reader, draft.open("wb") as writer:
        shutil.copyfileobj(reader, writer, _CHUNK)


def share(source: UPath, target: UPath) -> None:
    """Give a file that is only ever replaced a second name; where that is not possible, copy it."""
    if not (is_local(source) and is_local(target)):
        copy(source, target)
        return
    link = Path(target.path).with_name(f".{uuid.uuid4().hex}.draft")
    link.parent.mkdir(parents=True, exist_ok=True)
    try:
        link.hardlink_to(source.path)
    except OSError:  # another file system, or one without links
        copy(source, target)
    else:
        link.replace(target.path)


def sha256(path: UPath) -> str:
    """Hash a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as reader:
        while chunk := reader.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def names(folder: UPath) -> list[str]:
    """List the files of a folder by name, without drafts; a folder that is not there is empty."""
    try:
        # A task lists its notes several times, and each UPath of a file takes longer than the file is long.
        found = os.listdir(folder.path) if is_local(folder) else [path.name for path in folder.iterdir()]  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(name for name in found if not name.startswith("."))
