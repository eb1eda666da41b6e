"""Reads stored records, the one place where they are believed or not; a broken one has a summary too."""

from __future__ import annotations

from datetime import UTC
from math import isfinite

from monitor.folder import Entry
from monitor.summary import Interval, RunSummary
from pipeline_tasks.errors import BadArgument
from pipeline_tasks.metrics import METRIC_NAMES
from pipeline_tasks.record import BrokenRecord, RunRecord, parse_record, record_path
from pipeline_tasks.storage import check_run_id

MOST_BYTES = 5_000_000
"""A record has some 20 kB; what is far larger is not one, and is not worth the memory."""
LONGEST_PROBLEM = 500


def summarize(storage: str, entry: Entry) -> RunSummary | None:
    """Read one record; None when it vanished since it was listed."""
    if entry.size > MOST_BYTES:
        return _broken(entry, f"expected at most {MOST_BYTES} bytes, got {entry.size}")
    try:
        return _summary(read_run(storage, entry.run_id))
    except FileNotFoundError:
        return None
    except (BrokenRecord, OSError) as broken:
        return _broken(entry, str(broken))


def read_run(storage: str, run_id: str) -> RunRecord:
    """Read a record that can be believed; BrokenRecord says why another one cannot."""
    content = record_path(storage, run_id).read_bytes()
    # Named by its file alone: pages do not tell where the storage is.
    record = parse_record(content, f"{run_id}.json")
    if record.run_id != run_id:
        raise BrokenRecord(f"{run_id}.json: expected the record of this run, got that of {record.run_id!r}")
    return record


def _broken(entry: Entry, why: str) -> RunSummary:
    moment = entry.modified_at
    return RunSummary(
        run_id=entry.run_id, dag_id="", state="broken", began_at=moment, written_at=moment, problem=why
    )


def _summary(record: RunRecord) -> RunSummary:
    return RunSummary(
        run_id=record.run_id,
        dag_id=record.dag_id,
        state=record.state,
        began_at=record.started_at.astimezone(UTC),
        ended_at=record.ended_at,
        written_at=record.updated_at.astimezone(UTC),
        failed_task=record.failure.task_id if record.failure else None,
        problem=_problem(record),
        scores=_scores(record),
        intervals=_intervals(record),
        rows=record.data.rows if record.data else None,
        version=_version(record),
        tasks_done=sum(task.state == "success" for task in record.tasks.values()),
    )


def _problem(record: RunRecord) -> str | None:
    error = record.failure.error if record.failure else None
    return f"{error.type}: {error.message}".strip().splitlines()[0][:LONGEST_PROBLEM] if error else None


def _version(record: RunRecord) -> str | None:
    if record.model is None or not record.model.published:
        return None
    name = (record.model.version or "").rpartition("/")[2]
    try:
        return check_run_id(name)
    except BadArgument:  # no name of a folder: the run's own id is what the tasks would have taken
        return record.run_id


def _scores(record: RunRecord) -> dict[str, float]:
    if record.scores is None:
        return {}
    found = {name: getattr(record.scores.test, name) for name in METRIC_NAMES}
    # JSON for programs knows no NaN: a score that is no number was not measured.
    return {name: value for name, value in found.items() if isfinite(value)}


def _intervals(record: RunRecord) -> dict[str, Interval]:
    if record.scores is None:
        return {}
    pairs = ((name, Interval(each.low, each.high)) for name, each in record.scores.intervals.items())
    return {name: pair for name, pair in pairs if isfinite(pair.low) and isfinite(pair.high)}
