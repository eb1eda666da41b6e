"""The specs as they stand in their files now: what each declares, and what dagspec says about it."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.limits import read_limits

if TYPE_CHECKING:
    from dagspec import Diagnostic, Report
    from dagspec.project import Project
    from dagspec.spec import Dag, Spec


log = logging.getLogger("monitor")

NO_AIRFLOW = "DS314"
"""A remark about the place of the check: beside the monitor there need be no Airflow."""


@dataclass(frozen=True)
class DagView:
    """A DAG that a spec declares."""

    dag_id: str
    description: str
    schedule: object
    """As written: a cron expression, a preset, a length of time, None; all else is for Airflow alone."""
    dependencies: Mapping[str, tuple[str, ...]]
    """Each task with the tasks it waits for, in the order of the file."""
    limits: Mapping[str, float] = field(default_factory=dict)
    """By score, what the model must reach to be published."""

    @property
    def schedule_text(self) -> str:
        """The schedule in words."""
        if self.schedule is None:
            return "by hand"
        return self.schedule if isinstance(self.schedule, str) else "a timetable or assets"


@dataclass(frozen=True)
class SpecView:
    """One file: its text, its DAGs, and the findings in it."""

    name: str
    """Its path below the folder of the specs; nobody is told where that folder is."""
    text: str
    sha256: str
    dags: tuple[DagView, ...]
    findings: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()
    """What dagspec could not check here, which says nothing about the file."""

    @property
    def errors(self) -> int:
        """How many findings keep Airflow from building it."""
        return sum(each.severity == "error" for each in self.findings)


@dataclass(frozen=True)
class SpecHealth:
    """All specs of the folder, checked at one moment."""

    checked_at: datetime
    specs: tuple[SpecView, ...]
    problem: str | None = None
    """Why nothing could be checked."""
    remembered: Mapping[str, DagView] = field(default_factory=dict)
    """The DAGs as their files declared them when these were last sound."""

    @cached_property
    def sha256(self) -> str:
        """A hash of the files and of what is found in them."""
        parts = [(spec.name, spec.sha256, *map(str, spec.findings)) for spec in self.specs]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def find(self, name: str) -> SpecView | None:
        """The spec of that name; a name is looked up here and never becomes a path."""
        return next((spec for spec in self.specs if spec.name == name), None)

    def dag(self, dag_id: str) -> DagView | None:
        """The DAG of that id; while its file has errors, as it was when the file was last sound."""
        declared = {dag.dag_id: dag for spec in self.specs for dag in spec.dags}
        return self.sound.get(dag_id) or self.remembered.get(dag_id) or declared.get(dag_id)

    @property
    def sound(self) -> dict[str, DagView]:
        """The DAGs of the files without errors."""
        return {dag.dag_id: dag for spec in self.specs if not spec.errors for dag in spec.dags}


class SpecShelf:
    """Keeps the last check, and checks again when a file of the folder changed."""

    def __init__(self, folder: Path, environ: Mapping[str, str], clock: Callable[[], datetime]) -> None:
        self._folder, self._environ, self._clock = folder, environ, clock
        self._lock = threading.Lock()
        self._stamps: Mapping[str, tuple[int, int]] | None = None
        self.latest: SpecHealth | None = None
        """The last result, for those who must not wait."""

    def refresh(self) -> SpecHealth:
        """Check if a file changed; the result is always of the files as they are now."""
        with self._lock:
            stamps = _stamps(self._folder)
            if self.latest is None or stamps != self._stamps:
                before = {**self.latest.remembered, **self.latest.sound} if self.latest else {}
                self.latest = replace(self._check(self._clock()), remembered=before)
                self._stamps = stamps
            return self.latest

    def _check(self, now: datetime) -> SpecHealth:
        try:
            return self._checked(now)
        except Exception as error:  # a fault of the checker must not take the pages of the runs with it
            log.exception("the specs could not be checked")
            return SpecHealth(now, (), f"dagspec failed: {type(error).__name__}.")

    def _checked(self, now: datetime) -> SpecHealth:
        # Imported here: the schema checker takes a quarter of a second that the start can do without.
        from dagspec.check import check_project
        from dagspec.project import load

        if not self._folder.exists():
            return SpecHealth(now, (), "There is no folder of specs. Set MONITOR_SPECS.")
        project = load([self._folder], self._environ, now.date())
        return SpecHealth(now, _views(project, check_project(project), self._folder))


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for file in folder.rglob("*.y*ml"):
        try:
            stat = file.stat()
        except FileNotFoundError:  # removed while we looked
            continue
        found[file.as_posix()] = (stat.st_mtime_ns, stat.st_size)
    return found


def _views(project: Project, report: Report, folder: Path) -> tuple[SpecView, ...]:
    return tuple(_view(spec, report, folder) for spec in project.specs)


def _view(spec: Spec, report: Report, folder: Path) -> SpecView:
    source = spec.source
    found = [_below(folder, each) for each in report.diagnostics if each.file == source.name]
    return SpecView(
        name=_below_text(folder, source.path.as_posix()),
        text=source.text,
        sha256=source.sha256,
        dags=tuple(_dag(dag) for dag in spec.dags),
        findings=tuple(each for each in found if each.code != NO_AIRFLOW),
        notes=tuple(each.message for each in found if each.code == NO_AIRFLOW),
    )


def _below(folder: Path, found: Diagnostic) -> Diagnostic:
    parts = {name: _below_text(folder, getattr(found, name)) for name in ("file", "message", "hint")}
    return replace(found, **parts)  # type: ignore[arg-type]  # mypy takes any keyword for any field


def _below_text(folder: Path, text: str) -> str:
    return text.replace(f"{folder.as_posix()}/", "")


def _dag(dag: Dag) -> DagView:
    schedule = dag.settings.get("schedule")
    return DagView(
        dag_id=dag.dag_id,
        description=dag.settings.text("description") or "",
        schedule=getattr(schedule, "value", schedule),
        dependencies={task.task_id: tuple(each.value for each in task.dependencies) for task in dag.tasks},
        limits=read_limits(dag),
    )
