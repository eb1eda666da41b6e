"""The state of the pipeline as one word: a pure ladder over what is known at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """The words, from best to least known."""

    HEALTHY = "healthy"
    RUNNING = "running"
    LATE = "late"
    FAILED = "failed"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known when the question is asked; a run's state is the word its record uses."""

    now: datetime
    newest_state: str | None = None
    """running, success, failed, broken; None when there is no record at all."""
    newest_began_at: datetime | None = None
    newest_written_at: datetime | None = None
    expected_by: datetime | None = None
    """When the next run should have ended, grace included; None when none is due, or nobody knows."""
    none_due: str | None = None
    """Why no next run is due; None when one is, or nobody knows."""
    storage_error: str | None = None
    airflow_state: str | None = None
    """What Airflow says of the newest run; None when it was not asked or did not answer."""


@dataclass(frozen=True)
class Status:
    """The verdict, and the reason in one sentence."""

    state: State
    reason: str


# Callbacks close a record within a second of the run's end; past this the two disagree for good.
SETTLING = timedelta(seconds=60)
# Clocks of two machines differ a little.
AHEAD = timedelta(minutes=10)
ENDED = ("success", "failed")


def get_status(known: Known, *, silence: timedelta) -> Status:
    """Answer one word; the first rung that holds decides."""
    if known.storage_error is not None:
        return Status(State.STALE, f"The run records cannot be read now: {known.storage_error}")
    if known.newest_state is None:
        return Status(State.UNKNOWN, "No run has been recorded yet.")
    if known.newest_state == "broken":
        return Status(State.UNKNOWN, "The newest run record is broken, so the last run is not known.")
    if known.newest_began_at is not None and known.newest_began_at > known.now + AHEAD:
        return Status(State.UNKNOWN, "The newest run record begins in the future: a clock is wrong.")
    if known.newest_state == "running":
        return _while_running(known, silence)
    return _after_the_end(known)


def _after_the_end(known: Known) -> Status:
    overdue = is_overdue(known.expected_by, known.now)
    if known.newest_state == "failed":
        more = ", and the next one is overdue" if overdue else ""
        return Status(State.FAILED, f"The last run failed{more}.")
    if overdue:
        return Status(State.LATE, "The last run succeeded, but the next one is overdue.")
    if known.expected_by is not None:
        return Status(State.HEALTHY, "The last run succeeded and the next one is not due yet.")
    if known.none_due is not None:
        return Status(State.HEALTHY, f"The last run succeeded, and {known.none_due}.")
    return Status(State.UNKNOWN, "The last run succeeded, but nothing says when the next one is due.")


def _while_running(known: Known, silence: timedelta) -> Status:
    quiet_for = known.now - (known.newest_written_at or known.now)
    if known.airflow_state in ENDED and quiet_for > SETTLING:
        return Status(
            State.STALE,
            f"The record says the run is running, Airflow says it ended with {known.airflow_state}.",
        )
    if quiet_for > silence:
        return Status(
            State.STALE, "A run is said to be running, but its record has not changed for too long."
        )
    if is_overdue(known.expected_by, known.now):
        return Status(State.LATE, "A run is in progress, and it should have ended by now.")
    return Status(State.RUNNING, "A run is in progress.")


def is_overdue(expected_by: datetime | None, now: datetime) -> bool:
    """Tell whether a run should have ended by now."""
    return expected_by is not None and now > expected_by
