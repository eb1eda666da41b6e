"""JSON values to frozen dataclasses: every wrong value is named with its place.

What comes out can be stored and shown anywhere: times that every zone can write, whole numbers of 64 bits,
text that is text.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

# A day away from the edges of what datetime holds, so that no zone leads over them.
_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_LARGEST = 2**63 - 1


class Misfit(ValueError):
    """A JSON value is not what the dataclass expects."""


def parse(kind: type[T], value: object) -> T:
    """Build a `kind` from a JSON value, or raise a Misfit that names the place."""
    parsed: T = _parse(kind, value, "")
    return parsed


def _parse(kind: Any, value: object, place: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return _parse_object(kind, value, place)
    origin = typing.get_origin(kind)
    if origin is not None:
        return _GENERIC[origin](kind, value, place)
    if kind is datetime:
        return _parse_time(value, place)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise _misfit(place, kind.__name__, value)
    if kind in _LIMITS and not _LIMITS[kind](value):
        raise _misfit(place, _LIMIT_WORDS[kind], value)
    return value


def _is_text(value: str) -> bool:
    """Tell whether it can be written: JSON may hold half of a surrogate pair, which is no character."""
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


_LIMITS: dict[Any, Callable[[Any], bool]] = {str: _is_text, int: lambda value: abs(value) <= _LARGEST}
_LIMIT_WORDS = {str: "text without half characters", int: "a whole number of at most 64 bits"}


def _parse_object(kind: Any, value: object, place: str) -> Any:
    if not isinstance(value, dict):
        raise _misfit(place, "an object", value)
    fields = _fields(kind)
    if unknown := sorted(set(value) - set(fields)):
        raise Misfit(f"{_at(place)}expected no key {unknown[0]!r}; known are {', '.join(fields)}")
    if missing := [name for name, (_, required) in fields.items() if required and name not in value]:
        raise Misfit(f"{_at(place)}expected a key {missing[0]!r}, got {', '.join(value) or 'none'}")
    return kind(**{name: _parse(fields[name][0], item, _inside(place, name)) for name, item in value.items()})


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(kind)
    return {
        field.name: (
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    }


def _parse_mapping(kind: Any, value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _misfit(place, "an object", value)
    item_kind = typing.get_args(kind)[1]
    for name in value:
        _parse(str, name, place)
    return {name: _parse(item_kind, item, _inside(place, name)) for name, item in value.items()}


def _parse_sequence(kind: Any, value: object, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _misfit(place, "a list", value)
    item_kind, *rest = typing.get_args(kind)
    if rest != [...] and len(value) != len(rest) + 1:
        raise _misfit(place, f"a list of {len(rest) + 1}", value)
    return tuple(_parse(item_kind, item, f"{place}[{index}]") for index, item in enumerate(value))


def _parse_literal(kind: Any, value: object, place: str) -> Any:
    allowed = typing.get_args(kind)
    if value not in allowed:
        raise _misfit(place, f"one of {', '.join(map(str, allowed))}", value)
    return value


def _parse_optional(kind: Any, value: object, place: str) -> Any:
    if value is None:
        return None
    return _parse(next(option for option in typing.get_args(kind) if option is not type(None)), value, place)


def _parse_time(value: object, place: str) -> datetime:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        time = None
    if time is None or time.tzinfo is None or not _EARLIEST <= time <= _LATEST:
        raise _misfit(place, "a time such as 2026-01-31T12:00:00+00:00", value)
    return time


_GENERIC: dict[Any, Callable[[Any, object, str], Any]] = {
    dict: _parse_mapping,
    tuple: _parse_sequence,
    typing.Literal: _parse_literal,
    types.UnionType: _parse_optional,
}


def _misfit(place: str, expected: str, value: object) -> Misfit:
    return Misfit(f"{_at(place)}expected {expected}, got {value!r:.80}")


def _at(place: str) -> str:
    return f"{place}: " if place else ""


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
