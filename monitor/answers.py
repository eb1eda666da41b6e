"""What is known, in the words of the JSON interface; openapi.yaml describes each of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from math import isfinite

from monitor.conditional import Teller
from monitor.live import Live
from monitor.moments import age, machine
from monitor.overview import Overview
from monitor.run_view import RunView
from monitor.summary import RunSummary
from monitor.tasks import TaskLine
from pipeline_tasks.manifest import Manifest
from pipeline_tasks.record import RunRecord


def run_answer(run: RunSummary | None, now: datetime) -> dict[str, object] | None:
    """One run on one line."""
    if run is None:
        return None
    return {
        "run_id": run.run_id,
        "dag_id": run.dag_id,
        "state": run.state,
        "started_at": machine(run.began_at),
        "ended_at": machine(run.ended_at),
        "seconds": run.seconds,
        "failed_task": run.failed_task,
        "problem": run.problem,
        "scores": dict(run.scores),
        "intervals": {name: {"low": each.low, "high": each.high} for name, each in run.intervals.items()},
        "rows": run.rows,
        "published": run.published,
        "tasks_done": run.tasks_done,
        "source": source_answer(run.written_at, now),
    }


def source_answer(written_at: datetime | None, now: datetime) -> dict[str, object]:
    """Where a fact about a run comes from, and how old it is."""
    return {"kind": "run record", "written_at": machine(written_at), "age_seconds": age(written_at, now)}


def status_answer(view: Overview) -> dict[str, object]:
    """The verdict, its reason and its sources."""
    return {
        "state": view.status.state.value,
        "reason": view.status.reason,
        "dag_id": view.dag_id,
        "as_of": machine(view.now),
        "run": run_answer(view.newest, view.now),
        "last_finished": run_answer(view.finished, view.now),
        "expected_by": machine(view.expected_by),
        "next_run_at": machine(view.live.next_run_at) if view.live.reachable else None,
        "sources": {
            "records": {
                "as_of": machine(view.records.as_of),
                "age_seconds": age(view.records.as_of, view.now),
                "error": view.records.error,
                "pending": view.records.pending,
            },
            "airflow": airflow_answer(view.live, view.now),
            "specs": {
                "as_of": machine(view.specs.checked_at),
                "age_seconds": age(view.specs.checked_at, view.now),
                "error": view.specs.problem,
                "files": len(view.specs.specs),
                "errors": sum(spec.errors for spec in view.specs.specs),
                "sha256": view.specs.sha256,
            },
        },
    }


tell_status = Teller(status_answer)
"""Pages carry the ETag of its answer too, so that they know when to renew themselves."""


def detail_answer(run: RunView, now: datetime) -> dict[str, object]:
    """One run with its tasks."""
    return {
        "as_of": machine(now),
        "run": run_answer(run.summary, now),
        "tasks": [_task(line) for line in run.tasks],
        "advice": run.advice,
    }


def _task(line: TaskLine) -> dict[str, object]:
    return {
        "task_id": line.task_id,
        "state": line.state,
        "started_at": machine(line.started_at),
        "ended_at": machine(line.ended_at),
        "seconds": line.seconds,
        "try_number": line.try_number,
        "error": {"type": line.error.type, "message": line.error.message} if line.error else None,
        "source": line.source,
    }


def metrics_answer(view: Overview, record: RunRecord | None, manifest: Manifest | None) -> dict[str, object]:
    """The scores of the last run that succeeded, and which run's model is published."""
    scores = record.scores if record else None
    drift = (record.split.drift if record and record.split else None) or {}
    return {
        "dag_id": view.dag_id,
        "as_of": machine(view.now),
        "run": run_answer(view.succeeded, view.now),
        "published": manifest.run_id if manifest else None,
        "train": _numbers(asdict(scores.train)) if scores else None,
        "test": _numbers(asdict(scores.test)) if scores else None,
        "intervals": {name: _numbers(asdict(pair)) for name, pair in scores.intervals.items()}
        if scores
        else {},
        "confidence": _number(scores.confidence) if scores else None,
        "confusion_matrix": record.confusion_matrix if record else None,
        "drift": {name: _numbers(asdict(each)) for name, each in drift.items()},
    }


def _numbers(values: dict[str, float]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: float) -> float | None:
    """JSON knows no NaN: what is no number is null."""
    return value if isfinite(value) else None


def airflow_answer(live: Live, now: datetime) -> dict[str, object]:
    """What Airflow said last, or why it said nothing."""
    return {
        "configured": live.configured,
        "reachable": live.reachable,
        "as_of": machine(live.as_of),
        "age_seconds": age(live.as_of, now),
        "error": live.error,
        "paused": live.paused,
        "tasks_run_id": live.tasks_run_id,
        "tasks": {task.task_id: task.state for task in live.tasks},
        "import_errors": [{"file": each.file, "text": each.text} for each in live.import_problems],
    }
