"""The time between two runs, where a schedule is a length of time."""

from __future__ import annotations

from datetime import date, timedelta


def problem(length: timedelta, today: date) -> str:
    """Return why Airflow takes no such interval, nothing when it does."""
    if length <= timedelta(0):
        return "must be longer than nothing"
    try:
        today + length
    except OverflowError:
        return "goes beyond the calendar, which ends with the year 9999"
    return ""
