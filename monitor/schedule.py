"""When the next run should have ended: its time by the schedule of the spec, plus a grace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from croniter import CroniterError, croniter

TIMELESS = ("@once", "@continuous", "none")


@dataclass(frozen=True)
class Expectation:
    """By when the next run should have ended, or why none is due; both are None when nobody knows."""

    by: datetime | None = None
    none_due: str | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing says when the next run is due."""
        return self.by is None and self.none_due is None


def expect(schedule: object, after: datetime, grace: timedelta) -> Expectation:
    """Say what is expected after a run that began at `after`."""
    if schedule is None or (isinstance(schedule, str) and schedule.strip().lower() in TIMELESS):
        return Expectation(none_due="its schedule names no time for another one")
    if not isinstance(schedule, str):  # a timetable or assets: only Airflow can tell
        return Expectation()
    try:
        due = _next(schedule, after.astimezone(UTC))
        return Expectation(by=due + grace if due else None)
    except (CroniterError, ValueError, OverflowError):  # a day that never comes, a time too far away
        return Expectation()


def _next(schedule: str, after: datetime) -> datetime | None:
    # Imported here: dagspec takes a quarter of a second that the start can do without.
    from dagspec import cron, duration

    if duration.is_text(schedule):
        return after + duration.parse(schedule)
    if cron.problem(schedule):
        return None
    due: datetime = croniter(cron.PRESETS.get(schedule, schedule), after).get_next(datetime)
    return due
