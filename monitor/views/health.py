"""Is the process alive, and can it answer."""

from __future__ import annotations

from flask import Blueprint, Response

from monitor.conditional import answer
from monitor.monitor import current
from monitor.problems import problem

health = Blueprint("health", __name__)


@health.get("/health")
def alive() -> Response:
    """Answer as long as the process lives; looks at nothing else."""
    return answer({"state": "alive"})


@health.get("/ready")
def ready() -> Response:
    """Answer 200 when the run records can be read, 503 otherwise."""
    monitor = current()
    monitor.index.refresh(monitor.clock())
    if monitor.index.health.error:
        return problem(503, f"The run records cannot be read: {monitor.index.health.error}")
    return answer({"state": "ready", "pending": monitor.index.health.pending})
