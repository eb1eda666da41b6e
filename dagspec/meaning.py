"""What a value means to Airflow once it is parsed: a length of time, the next runs, a function."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from dagspec import cron, duration
from dagspec.catalogue.bounds import in_short
from dagspec.catalogue.callables import Callee
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.signature import Kind, Parameter

_WORDS = {bool: "true or false", int: "a whole number", float: "a number", list: "a list", dict: "a mapping"}
_FUNCTIONS = ("python_callable", "callback")


def meaning(key: str, value: Any, catalogue: Catalogue, now: datetime) -> str:
    """Return what a value means, in words; the kind of value when there is no more to say."""
    if value is None:
        return "nothing"
    if key in (*duration.KEYS, *duration.SENSOR_KEYS):
        return _length(value)
    if key in ("schedule", "schedule_interval") and isinstance(value, str):
        return _schedule(value, now)
    if isinstance(value, str) and (key in _FUNCTIONS or key.endswith("_callback")):
        return _function(catalogue.callable(value))
    if isinstance(value, (datetime, date)):
        return f"the date {value.isoformat()}"
    return _WORDS.get(type(value), "text")


def _length(value: Any) -> str:
    try:
        return f"a length of time: {_in_words(duration.parse(value))}"
    except ValueError:
        return "no length of time"


def _in_words(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    parts = (
        (seconds // 86400, "day"),
        (seconds // 3600 % 24, "hour"),
        (seconds // 60 % 60, "minute"),
        (seconds % 60, "second"),
    )
    words = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " ".join(words) or "no time at all"


def _schedule(value: str, now: datetime) -> str:
    if value in cron.WITHOUT_TIMES:
        return cron.WITHOUT_TIMES[value]
    if duration.is_text(value) and duration.parse(value):
        return f"every {_in_words(duration.parse(value))}"
    if cron.problem(value):
        return "text"
    times = ", ".join(f"{time:%Y-%m-%d %H:%M}" for time in islice(cron.runs(value, now.astimezone(UTC)), 2))
    return f"cron '{cron.PRESETS.get(value, value)}': next at {times} UTC"


def _function(callee: Callee | None) -> str:
    if callee is None:
        return "a name that cannot be found; `dagspec check` says more"
    return f"the function {callee.path}{_parameters(callee)}{f': {callee.doc}' if callee.doc else ''}"


def _parameters(callee: Callee) -> str:
    if callee.signature is None:
        return ""
    return f"({', '.join(_parameter(parameter) for parameter in callee.signature.parameters)})"


def _parameter(parameter: Parameter) -> str:
    stars = {Kind.ARGS: "*", Kind.KWARGS: "**"}.get(parameter.kind, "")
    annotation = f": {in_short(parameter.annotation)}" if parameter.annotation else ""
    default = f" = {parameter.default}" if parameter.default is not None else ""
    return f"{stars}{parameter.name}{annotation}{default}"
