"""Lengths of time as people write them: `300`, `5m`, `1h30m`, `PT5M`, `5 minutes`."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

FORMS = "300 (seconds), 5m, 1h30m, 2d, PT5M"
# The settings of a DAG or a task that are lengths of time.
KEYS = ("dagrun_timeout", "retry_delay", "max_retry_delay", "execution_timeout", "execution_delta")
# Sensors take these as well; elsewhere a `timeout` is what its operator says.
SENSOR_KEYS = ("poke_interval", "timeout", "max_wait")

_SHORT = re.compile(
    r"(?:(?P<weeks>\d+(?:\.\d+)?)w)?\s*(?:(?P<days>\d+(?:\.\d+)?)d)?\s*(?:(?P<hours>\d+(?:\.\d+)?)h)?\s*"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)m(?:in)?)?\s*(?:(?P<seconds>\d+(?:\.\d+)?)s)?"
)
_ISO = re.compile(
    r"P(?:(?P<weeks>\d+(?:\.\d+)?)W)?(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_WORDS = re.compile(
    r"(?:(?P<weeks>\d+)\s+weeks?)?\s*(?:(?P<days>\d+)\s+days?)?\s*(?:(?P<hours>\d+)\s+hours?)?\s*"
    r"(?:(?P<minutes>\d+)\s+minutes?)?\s*(?:(?P<seconds>\d+)\s+seconds?)?",
    re.IGNORECASE,
)

_FIRST_WORDS = re.compile(r"\d+\s+(?:hour|minute|second|day)s?", re.IGNORECASE)


def parse(value: object) -> timedelta:
    """Return the length of time; ValueError when it is none."""
    if isinstance(value, timedelta):
        return value
    try:
        found = _number(value) if isinstance(value, (int, float)) else _text(str(value).strip(" ,"))
    except OverflowError as error:
        raise ValueError(f"'{value}' is longer than Python can count") from error
    if found is None:
        raise ValueError(f"'{value}' is not a length of time such as {FORMS}")
    return found


def is_text(text: str) -> bool:
    """Tell whether text is a length of time with a unit, which no cron expression is."""
    try:
        return not text.strip().isdigit() and _text(text.strip()) is not None
    except OverflowError:
        return False


def words(value: object) -> object:
    """Return what dag-factory reads of an `execution_delta`: its first words, whatever follows them."""
    match = _FIRST_WORDS.match(value) if isinstance(value, str) else None
    return match[0] if match else value


def _number(value: float) -> timedelta | None:
    return None if isinstance(value, bool) or value != value else timedelta(seconds=value)


@lru_cache(maxsize=1024)
def _text(text: str) -> timedelta | None:
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return timedelta(seconds=float(text))
    for pattern in (_SHORT, _ISO, _WORDS):
        match = pattern.fullmatch(text)
        parts = {
            unit: float(number) for unit, number in (match.groupdict() if match else {}).items() if number
        }
        if parts:
            return timedelta(**parts)
    return None
