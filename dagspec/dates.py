"""Dates as dag-factory reads them: a YAML date or time, ISO text, or a time ago such as `2 days`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

FORMS = "2026-01-01, 2026-01-01T06:30:00, '2 days' (ago)"

_AGO = re.compile(r"\s*(\d+)\s+(hour|minute|second|day)", re.IGNORECASE)
# So long ago there was no calendar: Python begins with the year 1.
_LONGEST_AGO = datetime(2020, 1, 1) - datetime.min
_PARTS = re.compile(r"(\d{4})(?:[-/](\d{2}))?(?:[-/](\d{2}))?")


def parse(value: object) -> datetime | None:
    """Return the time, None for one that is relative to now; ValueError when it is none."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time.min, UTC)
    text = str(value)
    ago = _AGO.match(text)
    if ago is None:
        return _from_text(text.strip())
    if not _is_in_calendar(int(ago[1]), ago[2].lower()):
        raise ValueError(f"'{text}' ago is before the year 1")
    return None


def _is_in_calendar(number: int, unit: str) -> bool:
    try:
        return timedelta(**{f"{unit}s": number}) < _LONGEST_AGO
    except OverflowError:
        return False


def _from_text(text: str) -> datetime:
    match = _PARTS.fullmatch(text)
    try:
        if match:
            year, month, day = (int(part or 1) for part in match.groups())
            return datetime(year, month, day, tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is not a date such as {FORMS}: {error}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@cache
def is_zone(name: str) -> bool:
    """Tell whether a time zone of that name exists."""
    from zoneinfo import ZoneInfo  # the database is only needed for specs that name a zone

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # not found is a KeyError, a bad name is one of the others
        return False
    return True


def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones())
