"""The tasks of a run as lines of a chart: from the record, completed by the spec's order and by Airflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.live import Live, LiveTask
from monitor.moments import age
from pipeline_tasks.record import RunRecord, TaskError, TaskRun


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """One task: how it stands, and where its bar begins and ends within the run."""

    task_id: str
    state: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: float | None = None
    try_number: int = 0
    error: TaskError | None = None
    start_share: float = 0.0
    end_share: float = 0.0
    source: str = "run record"
    """Who says so: the run record, Airflow when the record does not know the task yet, else the spec."""

    @property
    def started(self) -> bool:
        """Whether there is a bar to draw."""
        return self.started_at is not None


def task_lines(record: RunRecord, order: Sequence[str], live: Live, now: datetime) -> list[TaskLine]:
    """Every task of the run in the order of the spec; tasks that the spec no longer has come last."""
    seen = live.tasks if live.reachable and live.tasks_run_id == record.run_id else ()
    airflow = {task.task_id: task for task in seen}
    end = record.ended_at or now
    names = _names(record, order, airflow)
    return [_line(name, record, airflow.get(name), end) for name in names]


def _names(record: RunRecord, order: Sequence[str], airflow: Mapping[str, LiveTask]) -> list[str]:
    known = record.tasks.keys() | airflow.keys()
    if record.state == "running":
        known = known | set(order)  # what is still to come
    placed = [name for name in order if name in known]
    rest = [name for name in [*record.tasks, *airflow] if name not in placed]
    return list(dict.fromkeys([*placed, *rest]))


def _line(name: str, record: RunRecord, airflow: LiveTask | None, end: datetime) -> TaskLine:
    task = record.tasks.get(name)
    if task is None:
        state = airflow.state if airflow and airflow.state else "waiting"
        return TaskLine(task_id=name, state=state, source="airflow" if airflow else "spec")
    return _timed(name, task, record.started_at, end)


def _timed(name: str, task: TaskRun, run_start: datetime, run_end: datetime) -> TaskLine:
    whole = age(run_start, run_end) or 1.0
    ended = task.ended_at or (run_end if task.state == "running" else None)
    return TaskLine(
        task_id=name,
        state=task.state,
        started_at=task.started_at,
        ended_at=task.ended_at,
        seconds=age(task.started_at, ended) if ended else None,
        try_number=task.try_number,
        error=task.error,
        start_share=((age(run_start, task.started_at) or 0.0) / whole) if task.started_at else 0.0,
        end_share=((age(run_start, ended) or 0.0) / whole) if ended else 0.0,
    )
