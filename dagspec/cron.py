"""Cron expressions and presets, read as Airflow reads them: by croniter, with five fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

# airflow.sdk.definitions.timetables._cron.CRON_PRESETS
PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
}
# Presets that are no cron expression: Airflow has timetables of their own for them.
WITHOUT_TIMES = {"@once": "a single run", "@continuous": "a run as soon as the one before has ended"}
NAMES = (*PRESETS, *WITHOUT_TIMES)
NEVER = "never matches a date"
# The most usual expressions, which need no croniter: a time of each day, or of a day of each week.
_EVERY_DAY = re.compile(r"[1-5]?[0-9] (\*|1?[0-9]|2[0-3]) \* \* (\*|[0-6])")

_ANY_DAY = datetime(2024, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def problem(text: str) -> str:
    """Return what is wrong with a cron expression, nothing when it is right."""
    if text in NAMES or _EVERY_DAY.fullmatch(text):
        return ""
    fields = len(text.split())
    if 1 < fields < 5 and any(sign in text for sign in "*0123456789"):
        return f"has {fields} fields, 5 are needed"
    from croniter import CroniterError, croniter  # only specs with an expression of their own need it

    try:
        fields = len(croniter(text).expanded)  # it knows more presets, such as @midnight
    except (CroniterError, ValueError, AttributeError, KeyError, IndexError, TypeError) as error:
        if text.startswith("@"):
            return "is not a preset"
        words = str(error).replace(f"[{text}]", "").replace("is not acceptable,", "").strip(" .")
        return "is not a cron expression" + (f": {words}" if words and "columns" not in words else "")
    if fields > 5:
        return f"has {fields} fields, Airflow takes 5"
    return "" if _has_a_day(tuple(text.split()[2:])) else NEVER


@lru_cache(maxsize=4096)
def _has_a_day(fields: tuple[str, ...]) -> bool:
    """Tell whether a day of the month, a month and a weekday ever come together: 30 February does not."""
    if not fields:  # a preset
        return True
    from croniter import CroniterBadDateError, croniter  # see above

    try:
        croniter(" ".join(("0", "0", *fields)), _ANY_DAY).get_next()
    except CroniterBadDateError:
        return False
    return True


def runs(text: str, start: datetime, end: datetime | None = None) -> Iterator[datetime]:
    """Yield the times at which a schedule runs after one time, and before another."""
    from croniter import CroniterBadDateError, croniter  # see above

    times = croniter(PRESETS.get(text, text), start)
    while True:
        try:
            time = times.get_next(datetime)
        except (CroniterBadDateError, OverflowError):  # the calendar ends
            return
        if end is not None and time >= end:
            return
        yield time
