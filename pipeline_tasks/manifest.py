"""The published model: `<storage>/model/manifest.json` says which version it is and where its files are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from upath import UPath

from pipeline_tasks.metrics import Scores
from pipeline_tasks.parsing import Misfit, parse
from pipeline_tasks.record import DataRead
from pipeline_tasks.storage import root


class BrokenManifest(ValueError):
    """A manifest cannot be read; the message names the file and the place in it."""


@dataclass(frozen=True)
class ModelFile:
    """A file of a version: its path below the storage, and what it must hash to."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Bins:
    """The shape of a feature: the inner edges of its bins and the rows in each."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Manifest:
    """A version of the model: where its files are, and what it was made of."""

    version: Literal[1]
    run_id: str
    dag_id: str
    published_at: datetime
    files: dict[str, ModelFile]
    libraries: dict[str, str]
    data: DataRead
    scores: Scores
    reference: dict[str, Bins] = field(default_factory=dict)


def read_manifest(storage: str) -> Manifest:
    """Read what is published, or raise FileNotFoundError or BrokenManifest."""
    return read_manifest_file(root(storage) / "model" / "manifest.json")


def read_manifest_if_any(storage: str) -> Manifest | None:
    """Read what is published, or answer None before the first publication."""
    try:
        return read_manifest(storage)
    except FileNotFoundError:
        return None


def read_manifest_file(path: UPath) -> Manifest:
    """Read one manifest."""
    content = path.read_bytes()
    try:
        return parse(Manifest, json.loads(content))
    except (Misfit, ValueError, RecursionError) as error:
        raise BrokenManifest(f"{path}: {error}") from error


def to_json(manifest: dict[str, Any]) -> bytes:
    """Write a manifest so that the same content gives the same bytes."""
    return (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
