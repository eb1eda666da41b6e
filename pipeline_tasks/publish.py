"""Publication: a version folder that never changes again, then the canonical files, the manifest last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from upath import UPath

from pipeline_tasks.manifest import to_json
from pipeline_tasks.storage import check_run_id, copy, root, sha256, share, write_bytes

Content = dict[str, Any]


def publish(storage: str, run_id: str, files: dict[str, UPath], about: Content) -> Content:
    """Publish the files of a run and return their manifest.

    A reader who starts at `model/manifest.json` gets the old version or the new one, whole. Each
    canonical file is replaced whole as well. Publishing the same again changes nothing.

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
    if not manifest_file.exists():
        for path, file in files.items():
            share(file, base / folder / _name(path))
        named = {
            _name(path): {"path": f"{folder}/{_name(path)}", **hashed} for path, hashed in hashes.items()
        }
        write_bytes(manifest_file, to_json({"version": 1, "run_id": run_id, **about, "files": named}))
    return _point_to(base, manifest_file, files)


def _point_to(base: UPath, manifest_file: UPath, files: dict[str, UPath]) -> Content:
    manifest: Content = json.loads(manifest_file.read_bytes())
    for path in files:
        copy(base / manifest["files"][_name(path)]["path"], base / path)
    copy(manifest_file, base / "model" / "manifest.json")
    return manifest


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
