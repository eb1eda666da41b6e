"""What Airflow calls when a task or a run changes its state: the record is brought up to date.

Nothing here may turn a good run bad: when the storage is down, a warning in the log is all.
"""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from pipeline_tasks.notes import Notebook, now
from pipeline_tasks.record import RunState, TaskState

Context = Mapping[str, Any]

_LOG = logging.getLogger(__name__)
_FILE_NAME = str.maketrans("[]", "()")  # brackets are patterns to an object store
_CALLERS = {"airflow", "dagspec"}
_AFTER_FAILURE = {"one_failed", "all_failed"}  # trigger rules of Airflow
_HEAD, _TAIL = 2_000, 8_000  # of a message or traceback: how it began and where it ended


def _never_raises(callback: Callable[..., None]) -> Callable[..., None]:
    @wraps(callback)
    def guarded(context: Context, *, storage: str, state: str) -> None:
        try:
            callback(context, storage=storage, state=state)
        except Exception as error:  # noqa: BLE001  the outermost edge: a record that cannot be written fails no task
            _LOG.warning(
                "the run record in %s was not updated (%s): %s", storage, type(error).__name__, error
            )

    return guarded


@_never_raises
def record_task(context: Context, *, storage: str, state: TaskState) -> None:
    """Note in the run record how a task stands."""
    ti, dag = context["ti"], context.get("dag")
    notebook = _open(context, storage, ti.run_id, ti.dag_id)
    ended_at = None if state == "running" else _text(ti.end_date) or now()
    task = {
        "state": state,
        "started_at": _text(ti.start_date),
        "ended_at": ended_at,
        "try_number": ti.try_number,
        "host": socket.gethostname(),
        "error": _error(context.get("exception")) if state in {"failed", "up_for_retry"} else None,
    }
    name = _task_name(ti)
    note = {"task_id": name, "best_effort": name in _best_effort(dag), "task": task}
    file_name = name.translate(_FILE_NAME)
    notebook.add(f"{file_name}~{ti.try_number}", note)
    if state in {"success", "failed"} and _is_last(dag, ti.task_id):
        notebook.add("end", {"state": state, "ended_at": ended_at, "task_ids": _task_ids(dag)})


@_never_raises
def close_run(context: Context, *, storage: str, state: RunState) -> None:
    """Close the run record: what Airflow says about the run as a whole is the last word."""
    dag = context.get("dag")
    dag_id = dag.dag_id if dag else context["ti"].dag_id
    notebook = _open(context, storage, context["run_id"], dag_id)
    about = {"state": state, "ended_at": now(), "task_ids": _task_ids(dag), "reason": context.get("reason")}
    notebook.add("close", about | {"only_after_failure": _only_after_failure(dag)})


def _open(context: Context, storage: str, run_id: str, dag_id: str) -> Notebook:
    """The callbacks of a run get less of a context than those of a task, so everything may be missing."""
    notebook = Notebook(storage, run_id)
    dag_run = context.get("dag_run")
    started_at = _text(getattr(dag_run, "start_date", None)) or now()
    logical_date = _text(getattr(dag_run, "logical_date", None))
    notebook.open(dag_id=dag_id, started_at=started_at, logical_date=logical_date)
    return notebook


def _task_name(ti: Any) -> str:
    index = getattr(ti, "map_index", None)
    return str(ti.task_id) if index is None or index < 0 else f"{ti.task_id}[{index}]"


def _task_ids(dag: Any) -> list[str]:
    return list(dag.task_dict) if dag else []


def _only_after_failure(dag: Any) -> list[str]:
    tasks = dag.task_dict.values() if dag else ()
    return [task.task_id for task in tasks if getattr(task, "trigger_rule", None) in _AFTER_FAILURE]


def _best_effort(dag: Any) -> set[str]:
    """Find the tasks that may fail: those that the spec names to the task that decides on the end."""
    tasks = dag.task_dict.values() if dag else ()
    settings = (getattr(task, "op_kwargs", None) or {} for task in tasks)
    return {name for each in settings for name in each.get("best_effort", ())}


def _is_last(dag: Any, task_id: str) -> bool:
    leaves = [task.task_id for task in dag.task_dict.values() if not task.downstream_task_ids] if dag else []
    return leaves == [task_id]


def _text(time: datetime | None) -> str | None:
    """Write a time as the record does, whichever kind of datetime Airflow hands over."""
    return datetime.fromtimestamp(time.timestamp(), UTC).isoformat(timespec="microseconds") if time else None


def _error(exception: object) -> dict[str, str] | None:
    if exception is None:
        return None
    if not isinstance(exception, BaseException):
        return {"type": "Error", "message": _shorten(str(exception))}
    return {
        "type": type(exception).__name__,
        "message": _shorten(str(exception)),
        "traceback": _shorten(_traceback(exception)),
    }


def _traceback(exception: BaseException) -> str:
    """Write the traceback from the first frame on that is not only how Airflow came to call the task."""
    frames = exception.__traceback__
    while frames and frames.tb_frame.f_globals.get("__name__", "").split(".")[0] in _CALLERS:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(exception), exception, frames or exception.__traceback__))


def _shorten(text: str) -> str:
    left_out = len(text) - _HEAD - _TAIL
    if left_out <= 0:
        return text
    return f"{text[:_HEAD]}\n... {left_out} characters left out ...\n{text[-_TAIL:]}"
