"""Points in time: read from text, written for people and for machines, always UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86400


def now() -> datetime:
    """The present; handed in as an argument everywhere else."""
    return datetime.now(UTC)


def machine(moment: datetime | None) -> str | None:
    """Write for machines: sortable as text, because the zone and the width are always the same."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def person(moment: datetime | None) -> str:
    """Write for people: 23 Nov 2026, 14:31:05 UTC."""
    return f"{moment.astimezone(UTC):%d %b %Y, %H:%M:%S} UTC".lstrip("0") if moment else "unknown"


def age(then: datetime | None, now: datetime) -> float | None:
    """Seconds since a moment, never below zero: clocks of two machines differ a little."""
    return None if then is None else max(0.0, (now - then).total_seconds())


def duration(seconds: float | None) -> str:
    """Say how long: 0.04 s, 2.1 s, 12 s, 3 min 20 s, 2 h 5 min, 3 d 4 h."""
    if seconds is None:
        return "unknown"
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return _two(whole, MINUTE, "min", 1, "s")
    if whole < DAY:
        return _two(whole, HOUR, "h", MINUTE, "min")
    return _two(whole, DAY, "d", HOUR, "h")


def ago(then: datetime | None, now: datetime) -> str:
    """Say how long ago: just now, 12 s ago, 3 min ago."""
    seconds = age(then, now)
    if seconds is None:
        return "at an unknown time"
    if seconds < 10:
        return "just now" if seconds < 2 else f"{int(seconds)} s ago"
    return f"{duration(int(seconds))} ago"


def until(then: datetime, now: datetime) -> str:
    """Say how soon: in 3 h 5 min, or how long overdue."""
    ahead = then - now
    if ahead < timedelta(0):
        return f"{duration(-ahead.total_seconds())} overdue"
    return f"in {duration(ahead.total_seconds())}"


def _two(seconds: int, large: int, large_name: str, small: int, small_name: str) -> str:
    rest = seconds % large // small
    return f"{seconds // large} {large_name}" + (f" {rest} {small_name}" if rest else "")
