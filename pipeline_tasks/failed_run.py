"""What the email about a failed run tells: the record, and Airflow's word where the record has none.

A task that is killed notes nothing more, and a storage that is down keeps no record at all. Airflow
knows the state of every task in either case, and an email that tells only of that is better than none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_args

from pipeline_tasks.fold import LOST
from pipeline_tasks.record import Failure, Model, RunRecord, TaskError, TaskRun, TaskState, read_record

_LATER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class FailedRun:
    """What is known of a run while it fails; `trouble` says why its record could not be read."""

    failure: Failure | None
    tasks: dict[str, TaskRun] = field(default_factory=dict)
    model: Model | None = None
    trouble: str = ""

    @property
    def task_id(self) -> str:
        """Name the task that failed first, for a subject line."""
        return self.failure.task_id if self.failure else "no task is known"


def read_failed_run(storage: str, ti: Any) -> FailedRun:
    """Tell what is known of the run that a task instance of Airflow belongs to; never raises for a record."""
    answer = ti.get_task_states(dag_id=ti.dag_id, run_ids=[ti.run_id])
    states = {task_id: state for tasks in answer.values() for task_id, state in tasks.items()}
    try:
        record = read_record(storage, ti.run_id)
    except Exception as error:  # noqa: BLE001  whatever is wrong with the storage, the email has to go out
        return _from_states(states, f"{type(error).__name__}: {error}")
    return _completed(record, states)


def _from_states(states: Mapping[str, str | None], trouble: str) -> FailedRun:
    failed = [task_id for task_id, state in states.items() if state == "failed"]
    failure = Failure(failed[0], error=None) if failed else None
    return FailedRun(failure, {task_id: _blank(state) for task_id, state in states.items()}, None, trouble)


def _blank(state: str | None) -> TaskRun:
    known: dict[str | None, TaskState] = {each: each for each in get_args(TaskState)}
    return TaskRun(known.get(state, "not_run"), None, None, try_number=0)


def _completed(record: RunRecord, states: Mapping[str, str | None]) -> FailedRun:
    """Add the tasks that failed by Airflow's word and did not live to say so."""
    lost = {
        task_id: _lost(record.tasks.get(task_id))
        for task_id, state in states.items()
        if state == "failed" and (task_id not in record.tasks or record.tasks[task_id].state != "failed")
    }
    first = min(lost, key=lambda task_id: lost[task_id].started_at or _LATER, default=None)
    failure = record.failure
    if failure is None and first is not None:
        failure = Failure(first, lost[first].error, lost[first].try_number)
    return FailedRun(failure, record.tasks | lost, record.model)


def _lost(task: TaskRun | None) -> TaskRun:
    started_at, try_number = (task.started_at, task.try_number) if task else (None, 0)
    return TaskRun("failed", started_at, None, try_number, error=TaskError(**LOST))
