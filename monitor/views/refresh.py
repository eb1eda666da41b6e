"""The one request that makes the monitor do something: look at a run's record at once."""

from __future__ import annotations

from flask import Blueprint, Response

from monitor.answers import run_answer
from monitor.conditional import answer
from monitor.monitor import current
from monitor.problems import problem
from monitor.security import token_needed

refresh = Blueprint("refresh", __name__)


@refresh.post("/api/runs/<run_id:run_id>/refresh")
@token_needed
def refresh_run(run_id: str) -> Response:
    """Take in the record of a run now, and say what it says."""
    monitor = current()
    now = monitor.clock()
    monitor.index.refresh(now, force=True)
    monitor.poller.wake()
    if monitor.index.health.error:
        return problem(503, f"The run records cannot be read: {monitor.index.health.error}")
    run = monitor.index.find(run_id)
    if run is None:
        return problem(404, f"There is no record of run {run_id!r} in the storage.")
    return answer({"run": run_answer(run, now)})
