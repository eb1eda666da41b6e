"""From the notes of a run to its record: who failed first, and whose word on the end counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Note = dict[str, Any]

_UNFINISHED = {"running", "up_for_retry"}
LOST = {"type": "Lost", "message": "no word came from the task after it had started: it was probably killed"}
TIMED_OUT = {
    "type": "TimedOut",
    "message": "the run took longer than its dagrun_timeout, so Airflow ended it",
}
WAITED = TIMED_OUT | {
    "message": "the run took longer than its dagrun_timeout, so Airflow ended it; this task had not begun"
}


def fold(notes: dict[str, Note]) -> dict[str, Any]:
    """Make the record, as JSON values, from all notes of a run."""
    run = notes["run"]
    latest = _latest_tries(notes)
    end = _end(notes, latest)
    runs = sorted(_settled(latest, end, final="close" in notes), key=_start)
    state = end["state"] if end else "running"
    not_run = _not_run(latest, end)
    failure = _failure(runs, state)
    close = notes.get("close", {})
    if state == "failed" and close.get("reason") == "timed_out":
        failure = _timed_out(runs, not_run, close.get("only_after_failure", []), failure)
    record = {
        "version": 1,
        "dag_id": run["dag_id"],
        "run_id": run["run_id"],
        "state": state,
        "started_at": run["started_at"],
        "updated_at": max([note["at"] for note in notes.values() if "at" in note], default=run["started_at"]),
        "ended_at": end["ended_at"] if end else None,
        "logical_date": run["logical_date"],
        "tasks": {note["task_id"]: note["task"] for note in runs} | not_run,
        "failure": failure,
    }
    for name in sorted(notes):
        record.update(notes[name].get("results", {}))
    if state == "failed" and "model" not in record:
        reason = f"{failure['task_id']} failed" if failure else "the run failed"
        record["model"] = {"published": False, "reason": f"{reason} before the model could be published"}
    return record


def _latest_tries(notes: dict[str, Note]) -> dict[str, Note]:
    latest: dict[str, Note] = {}
    for note in notes.values():
        if "task" in note and note["task"]["try_number"] >= _try(latest.get(note["task_id"])):
            latest[note["task_id"]] = note
    return latest


def _try(note: Note | None) -> int:
    return note["task"]["try_number"] if note else -1


def _end(notes: dict[str, Note], tasks: dict[str, Note]) -> Note | None:
    """Find the word on the end: Airflow's own, or the last task's; none when a task was started later."""
    last_start = max((_start(note) for note in tasks.values()), default="")
    words = [notes[name] for name in ("close", "end") if name in notes]
    words = [word for word in words if word["ended_at"] >= last_start]
    if not words:
        return None
    # Airflow may give its word long after the end that it tells of.
    same = [word["ended_at"] for word in words if word["state"] == words[0]["state"]]
    return words[0] | {"ended_at": min(same)}


def _settled(tasks: dict[str, Note], end: Note | None, *, final: bool) -> Iterator[Note]:
    """When a run has failed for good, a task that still seems to run is one that was killed."""
    for note in tasks.values():
        if end and final and end["state"] == "failed" and note["task"]["state"] in _UNFINISHED:
            lost = note["task"] | {"state": "failed", "ended_at": end["ended_at"]}
            yield note | {"task": lost | {"error": note["task"].get("error") or LOST}}
        else:
            yield note


def _not_run(tasks: dict[str, Note], end: Note | None) -> dict[str, Note]:
    started = {task_id.partition("[")[0] for task_id in tasks}  # of a mapped task, each part has a note
    missing = [task_id for task_id in end["task_ids"] if task_id not in started] if end else []
    blank = {"state": "not_run", "started_at": None, "ended_at": None, "try_number": 0}
    return {task_id: dict(blank) for task_id in missing}


def _failure(tasks: list[Note], state: str) -> Note | None:
    """Name the first task that failed; one that may fail counts only when it failed the run alone."""
    # By the time of the last word: that of a killed task is its start, before anything that followed.
    failed = sorted(
        (note for note in tasks if note["task"]["state"] == "failed"), key=lambda note: note["at"]
    )
    blamed = [note for note in failed if not note["best_effort"]]
    if state == "failed":
        blamed = blamed or failed
    if state == "success" or not blamed:
        return None
    return _blame(blamed[0], blamed[0]["task"].get("error"))


def _timed_out(
    runs: list[Note], not_run: dict[str, Note], only_after_failure: list[str], failure: Note | None
) -> Note | None:
    """Name the task that ran when the time was up, or that still waited, unless another had failed before."""
    last = runs[-1] if runs else None
    if failure and last and failure["task_id"] != last["task_id"]:
        return failure
    waited = [task_id for task_id in not_run if task_id not in only_after_failure]
    if waited and (last is None or last["task"]["state"] == "success"):
        return {"task_id": waited[0], "try_number": 0, "error": WAITED}
    return _blame(last, TIMED_OUT) if last else None


def _blame(note: Note, error: Note | None) -> Note:
    return {"task_id": note["task_id"], "try_number": note["task"]["try_number"], "error": error}


def _start(note: Note) -> str:
    return note["task"]["started_at"] or ""
