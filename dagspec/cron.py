"""Cron expressions and presets, read as Airflow reads them: by croniter, with five fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
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
NAMES = (*PRESETS, "@once", "@continuous")


@lru_cache(maxsize=4096)
def problem(text: str) -> str:
    """Return what is wrong with a cron expression, nothing when it is right."""
    if text in NAMES:
        return ""
    if text.startswith("@"):
        return "is not a preset"
    fields = len(text.split())
    if 1 < fields < 5 and any(sign in text for sign in "*0123456789"):
        return f"has {fields} fields, 5 are needed"
    from croniter import CroniterError, croniter  # only specs with an expression of their own need it

    try:
        fields = len(croniter(text).expanded)
    except (CroniterError, ValueError, AttributeError, KeyError, IndexError, TypeError) as error:
        words = str(error).replace(f"[{text}]", "").replace("is not acceptable,", "").strip(" .")
        return "is not a cron expression" + (f": {words}" if words and "columns" not in words else "")
    return f"has {fields} fields, Airflow takes 5" if fields > 5 else ""


def runs(text: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the times at which a schedule runs between two times."""
    from croniter import croniter  # see above

    times = croniter(PRESETS.get(text, text), start)
    while (time := times.get_next(datetime)) < end:
        yield time
