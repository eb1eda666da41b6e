"""What is found in one spec file, and its form as plain values for the memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from dagspec.diagnostic import Diagnostic, Replacement, Severity
from dagspec.summary import Identity, Named, Summary, Target
from dagspec.tree import Place


class Settings(NamedTuple):
    """One DAG as it is built: its id, where it is written, and its effective settings as plain data.

    `end_line` is the last one before the next DAG; empty lines and comments of the next may be among them.
    """

    dag_id: str
    place: Place
    end_line: int
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Examined:
    """A spec file after its check; `texts` has its own text and that of its defaults, by name."""

    path: Path
    name: str
    sha256: str
    texts: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    summary: Summary
    dags: tuple[Settings, ...]


def to_plain(examined: Examined) -> dict[str, Any]:
    """Return an examined file as plain values; the summary and the places are tuples already."""
    return {
        "name": examined.name,
        "sha256": examined.sha256,
        "texts": dict(examined.texts),
        "diagnostics": [_fields(diagnostic) for diagnostic in examined.diagnostics],
        "dags": [
            (identity.dag.name, tuple(identity.dag.place), identity.task_ids, identity.group_ids)
            for identity in examined.summary.dags
        ],
        "targets": [
            (_flat(target.dag), [_flat(task) for task in target.tasks], [_flat(g) for g in target.groups])
            for target in examined.summary.targets
        ],
        "produced": list(examined.summary.produced),
        "awaited": [_flat(uri) for uri in examined.summary.awaited],
        "settings": [(dag.dag_id, tuple(dag.place), dag.end_line, dag.settings) for dag in examined.dags],
    }


def _flat(named: Named) -> tuple[str, tuple[Any, ...]]:
    return named.name, tuple(named.place)


def _named(flat: tuple[str, tuple[Any, ...]]) -> Named:
    return Named(flat[0], Place(*flat[1]))


def from_plain(kept: Any, path: Path) -> Examined | None:
    """Return an examined file from plain values; None when they are of another form."""
    try:
        return _from_plain(kept, path)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def _from_plain(kept: dict[str, Any], path: Path) -> Examined:
    summary = Summary(
        tuple(
            Identity(_named((name, place)), tuple(tasks), tuple(groups))
            for name, place, tasks, groups in kept["dags"]
        ),
        tuple(
            Target(_named(dag), tuple(map(_named, tasks)), tuple(map(_named, groups)))
            for dag, tasks, groups in kept["targets"]
        ),
        tuple(kept["produced"]),
        tuple(_named(uri) for uri in kept["awaited"]),
    )
    dags = tuple(
        Settings(name, Place(*place), end, settings) for name, place, end, settings in kept["settings"]
    )
    diagnostics = tuple(_diagnostic(*fields) for fields in kept["diagnostics"])
    return Examined(path, kept["name"], kept["sha256"], kept["texts"], diagnostics, summary, dags)


def _fields(found: Diagnostic) -> tuple[Any, ...]:
    *plain_fields, fix = astuple(found)
    plain_fields[7] = str(plain_fields[7])
    return (*plain_fields, fix)


def _diagnostic(*fields: Any) -> Diagnostic:
    *plain_fields, fix = fields
    plain_fields[7] = Severity(plain_fields[7])
    found = Diagnostic(*plain_fields)
    return replace(found, fix=Replacement(*fix)) if fix else found
