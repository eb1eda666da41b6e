"""All findings of all files in one run: the YAML first, the schema second, the rules third, nothing twice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dagspec import ignores
from dagspec.diagnostic import Diagnostic, Severity
from dagspec.examine import check_source, check_spec, examine_each, is_faulty
from dagspec.examined import Examined
from dagspec.project import DEFAULT_FOLDER, Context, Project, context_of, files_of, is_whole
from dagspec.rules import PROJECT_RULES, across

__all__ = ["Report", "check_paths", "check_project", "check_source", "check_spec", "report", "report_of"]


# Of fewer files the report is there before several processes would be.
MANY = 100


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: `files` is their number, `texts` the text of each for snippets."""

    files: int
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    @property
    def errors(self) -> int:
        """How many findings keep a spec from being built."""
        return sum(found.severity is Severity.ERROR for found in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many findings only ask for attention."""
        return len(self.diagnostics) - self.errors

    @property
    def is_faulty(self) -> bool:
        """Whether dagspec itself failed at a file."""
        return is_faulty(self.diagnostics)


def check_paths(
    paths: Iterable[Path | str] = (DEFAULT_FOLDER,),
    variables: Mapping[str, str] | None = None,
    today: date | None = None,
    *,
    may_fork: bool = False,
) -> Report:
    """Check files and folders together; a program without threads may let several processes do it."""
    asked = [Path(path) for path in paths]
    values = os.environ if variables is None else variables
    examined = examine_all(asked, context_of(asked, values, today or date.today()), may_fork=may_fork)
    return report(examined, is_whole(asked))


def examine_all(paths: Iterable[Path], context: Context, *, may_fork: bool = False) -> Iterable[Examined]:
    """Return every file below the paths with what is found in it, from memory where nothing has changed."""
    files = list(dict(files_of(paths)).items())
    if may_fork and len(files) >= MANY:
        from dagspec import workers

        if workers.can_help():
            return workers.examine_together(files, context)
    return examine_each(files, context)


def report(examined: Iterable[Examined], whole: bool) -> Report:
    """Return the report of files by themselves and of what is wrong between them."""
    known = tuple(examined)
    found = {diagnostic for each in known for diagnostic in each.diagnostics}
    found.update(across.compare((each.summary for each in known), whole))
    return _settled(found, {name: text for each in known for name, text in each.texts.items()})


def check_project(project: Project) -> Report:
    """Check what was read."""
    found: set[Diagnostic] = set()
    for source in project.sources.values():
        found.update(check_source(source))
    for spec in project.specs:
        found.update(check_spec(spec, project.context))
    return report_of(project, found)


def report_of(project: Project, found: set[Diagnostic]) -> Report:
    """Return the report of what was found file by file, with what the rules find across files."""
    for rule in PROJECT_RULES:
        found.update(rule(project))
    return _settled(found, {name: source.text for name, source in project.sources.items()})


def _settled(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> Report:
    return Report(len(texts), tuple(sorted(ignores.without(one_per_place(found), texts))), texts)


def one_per_place(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield one finding for each place: errors before warnings, what is more basic before what follows."""
    best: dict[tuple[str, int, int], Diagnostic] = {}
    for diagnostic in sorted(found, key=lambda each: (each.severity, each.code, each.message)):
        best.setdefault((diagnostic.file, diagnostic.line, diagnostic.column), diagnostic)
    yield from best.values()
