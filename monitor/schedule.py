"""When the next run should have ended: its time by the schedule of the spec, plus a grace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from croniter import CroniterError, croniter

# Airflow's names; the others (@once, @continuous) have no next time that could be missed.
PRESETS = ("@hourly", "@daily", "@weekly", "@monthly", "@yearly")
QUARTERLY = "0 0 1 */3 *"


def expected_end(schedule: object, after: datetime, grace: timedelta) -> datetime | None:
    """Say by when the run after `after` should have ended; None when the schedule names no time."""
    cron = _cron(schedule)
    if cron is None:
        return None
    try:
        due: datetime = croniter(cron, after.astimezone(UTC)).get_next(datetime)
    except (CroniterError, ValueError):  # dagspec reports it on the page of the spec
        return None
    return due + grace


def _cron(schedule: object) -> str | None:
    if not isinstance(schedule, str):
        return None
    if schedule == "@quarterly":
        return QUARTERLY
    if schedule.startswith("@"):
        return schedule if schedule in PRESETS else None
    return schedule
