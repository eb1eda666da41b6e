"""Reads the specs that a command was asked about, and finds a DAG among them by its id."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from dagspec.diagnostic import did_you_mean
from dagspec.project import DEFAULT_FOLDER, SUFFIXES, Project, holds_specs, load
from dagspec.spec import Dag, Spec
from dagspec.usage import WrongUsageError


def paths_of(paths: Iterable[Path]) -> list[Path]:
    """Return the paths asked for, the default folder when there are none; all of them exist."""
    wanted = list(paths) or [DEFAULT_FOLDER]
    missing = [str(path) for path in wanted if not path.exists()]
    if missing:
        raise WrongUsageError(f"no such file or folder: {', '.join(missing)}")
    return wanted


def specs_of(paths: Iterable[Path]) -> list[Path]:
    """Return the paths asked for; each holds a spec, so that a wrong path is not taken for a clean one."""
    wanted = paths_of(paths)
    empty = [str(path) for path in wanted if not holds_specs(path)]
    if empty:
        endings = " or ".join(SUFFIXES)
        raise WrongUsageError(f"no spec in {', '.join(empty)}: no file there ends with {endings}")
    return wanted


def read_project(paths: Iterable[Path], variables: Mapping[str, str] | None = None) -> Project:
    """Read specs; with variables of one's own, nothing comes from the environment."""
    values = os.environ if variables is None else variables
    return load(paths_of(paths), values, date.today())


def readable(project: Project) -> tuple[tuple[Spec, Dag], ...]:
    """Return every DAG with its spec; say which files cannot be read at all, and stop when none can."""
    found = tuple((spec, dag) for spec in project.specs for dag in spec.dags)
    for source in project.sources.values():
        if source.root is None and source.diagnostics:
            first = source.diagnostics[0]
            problem = f"{first.file}:{first.line}:{first.column}: {first.message}; `dagspec check` says more"
            if not found:
                raise WrongUsageError(problem)
            sys.stderr.write(f"dagspec: left out {problem}\n")
    return found


def unknown(kind: str, name: str, known: Iterable[str]) -> WrongUsageError:
    """Return what to raise for a name that nothing has."""
    names = tuple(dict.fromkeys(known))
    hint = did_you_mean(name, names) or (f"there are: {', '.join(names[:20])}" if names else "there is none")
    return WrongUsageError(f"no {kind} '{name}'; {hint}")
