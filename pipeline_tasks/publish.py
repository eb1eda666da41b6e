"""Publication: a version folder that never changes again, then the canonical files, the manifest last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import count
from typing import Any

from upath import UPath

from pipeline_tasks.manifest import to_json
from pipeline_tasks.storage import check_run_id, copy, fetch, replacing, root, sha256, share, write_bytes

Content = dict[str, Any]


def publish(storage: str, run_id: str, files: dict[str, UPath], about: Content) -> Content:
    """Publish the files of a run and return their manifest.

    A reader who starts at `model/manifest.json` gets the old version or the new one, whole. Each
    canonical file is replaced whole as well. Publishing the same again changes nothing. When it
    fails, what was published before is still published, or again.

    Parameters
    ----------
    storage, run_id : str
        Where the pipeline keeps its files, and which run this is.
    files : dict
        The files by their canonical path below the storage, such as `model/model_summary.txt`.
    about : dict
        The rest of the manifest.
    """
    base = root(storage)
    hashes = {path: {"sha256": sha256(file), "bytes": file.stat().st_size} for path, file in files.items()}
    folder = _version_folder(base, run_id, hashes)
    manifest_file = base / folder / "manifest.json"
    is_new = not manifest_file.exists()
    if is_new:
        for path, file in files.items():
            share(file, base / folder / _name(path))
        named = {
            _name(path): {"path": f"{folder}/{_name(path)}", **hashed} for path, hashed in hashes.items()
        }
        write_bytes(manifest_file, to_json({"version": 1, "run_id": run_id, **about, "files": named}))
    try:
        return _point_to(base, manifest_file, files)
    except BaseException:
        _point_back(base, files)
        if is_new:
            manifest_file.unlink()  # nothing ever pointed to it, so it is no version
        raise


def _point_to(base: UPath, manifest_file: UPath, files: dict[str, UPath]) -> Content:
    """Write everything first and put it in place then: a full disk is met before anything has changed."""
    manifest: Content = json.loads(manifest_file.read_bytes())
    sources = {"model/manifest.json": manifest_file} | {
        path: base / manifest["files"][_name(path)]["path"] for path in files
    }
    with ExitStack() as replacements:  # it is left from its end, so the manifest comes last
        for path, source in sources.items():
            fetch(source, replacements.enter_context(replacing(base / path)))
    return manifest


def _point_back(base: UPath, files: dict[str, UPath]) -> None:
    """Put back the canonical files that are not those of the manifest in place."""
    manifest_file = base / "model" / "manifest.json"
    known = json.loads(manifest_file.read_bytes())["files"] if manifest_file.exists() else {}
    for path in files:
        with suppress(OSError):  # what cannot be put back must not hide the first error, nor keep the rest
            if (file := known.get(_name(path))) is None:
                (base / path).unlink(missing_ok=True)
            elif not (base / path).exists() or sha256(base / path) != file["sha256"]:
                copy(base / file["path"], base / path)


def _version_folder(base: UPath, run_id: str, hashes: Content) -> str:
    """Find the version with this content, or a name for it: a run that was cleared may make another model."""
    return next(folder for folder in _folder_names(run_id) if _fits(base / folder / "manifest.json", hashes))


def _folder_names(run_id: str) -> Iterator[str]:
    yield f"model/versions/{check_run_id(run_id)}"
    yield from (f"model/versions/{run_id}~{number}" for number in count(2))


def _fits(manifest_file: UPath, hashes: Content) -> bool:
    if not manifest_file.exists():
        return True
    files = json.loads(manifest_file.read_bytes())["files"]
    known = {name: file["sha256"] for name, file in files.items()}
    return known == {_name(path): hashed["sha256"] for path, hashed in hashes.items()}


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]
