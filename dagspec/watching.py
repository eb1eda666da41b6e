"""Checks the same specs again and again, and each time only those that changed."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import date
from pathlib import Path

from dagspec.catalogue.catalogue import catalogue
from dagspec.check import Report, check_source, check_spec, report_of
from dagspec.diagnostic import Diagnostic
from dagspec.fix import project_with
from dagspec.packages import folders_of, named_functions, packages_of
from dagspec.project import DEFAULTS, SUFFIXES, Project, dags_folder_of, load
from dagspec.source import Source, read
from dagspec.spec import Spec


def watched_folders(paths: Collection[Path], project: Project) -> tuple[Path, ...]:
    """Return what is to be watched: the specs, the templates beside them, the functions that they name."""
    beside = (dags_folder_of(path) for path in paths if path.is_dir())
    known = catalogue(project.context.python_path)
    own = packages_of(known, set(named_functions(project)), Path.cwd().resolve())
    return tuple(dict.fromkeys([*paths, *beside, *folders_of(known, own)]))


class Watched:
    """The specs below some paths; `project` and what was found in each spec are those of the last check."""

    def __init__(self, paths: Collection[Path]) -> None:
        self._paths = paths
        self._found: dict[Source | Spec, frozenset[Diagnostic]] = {}
        self.project = self._load()

    def check(self) -> Report:
        """Check what has not been checked as it is now."""
        parts: tuple[Source | Spec, ...] = (*self.project.sources.values(), *self.project.specs)
        known = self._found
        self._found = {part: known[part] if part in known else self._check(part) for part in parts}
        return report_of(self.project, set().union(*self._found.values()))

    def read_again(self, files: Collection[Path]) -> None:
        """Take in that files were written, made or removed."""
        by_path = {source.path.resolve(): source for source in self.project.sources.values()}
        known = [by_path.get(file.resolve()) for file in files]
        if all(source and source.path.exists() and source.path.name not in DEFAULTS for source in known):
            variables = self.project.context.variables
            changes = {s.name: read(s.path, variables, s.name) for s in known if s}
            self.project = project_with(self.project, changes)
            return
        # A new or removed spec, a defaults.yml, a template or a function may matter to every spec.
        if any(file.suffix not in SUFFIXES for file in files):
            catalogue.cache_clear()
        self._found.clear()
        self.project = self._load()

    def _check(self, part: Source | Spec) -> frozenset[Diagnostic]:
        if isinstance(part, Source):
            return frozenset(check_source(part))
        return frozenset(check_spec(part, self.project.context))

    def _load(self) -> Project:
        return load(self._paths, os.environ, date.today())
