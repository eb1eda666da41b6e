"""Holds a value of a spec against what an annotation allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from dagspec import codes, duration
from dagspec.catalogue.annotation import Shape, allows, kind_in_words
from dagspec.diagnostic import Code, did_you_mean
from dagspec.rules.findings import Finding, place_of
from dagspec.rules.tasks import is_template, is_unset, stand_in, value_of
from dagspec.tree import Mapping, Node, Pair, Scalar, Sequence
from dagspec.writing import how_to_write

_KINDS = {
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "dict": "object",
    "list": "array",
    "str": "string",
}


def is_plainly(node: Node, shape: Shape) -> bool:
    """Say whether a node is a single value of an allowed kind, as nearly all are: nothing to look into."""
    return type(node) is Scalar and allows(shape, node.value)


def check_shape(
    code: Code, subject: str, pair: Pair, shape: Shape, *, is_templated: bool = True
) -> Iterator[Finding]:
    """Yield a finding when a value, or one of the values in it, is of the wrong kind."""
    value = stand_in(pair.value)
    if is_unset(value) or (is_template(value) and is_templated):
        return
    if allows(shape, value):
        yield from _inside(code, subject, pair, shape)
        return
    told, message, hint = _misfit(code, subject, "expects", shape, value)
    yield Finding(told.at(place_of(pair), message, hint), pair.value, pair.alias)


def _misfit(code: Code, subject: str, verb: str, shape: Shape, value: Any) -> tuple[Code, str, str]:
    """Return what to say of a value that an annotation does not allow: the code, the message and the hint."""
    choices = [choice for choice in shape.choices if isinstance(choice, str)]
    if choices and isinstance(value, str) and shape.kinds <= {"choice", "None"}:
        return codes.WRONG_CHOICE, f"{subject} cannot be '{value}'", _nearest(value, choices)
    if _is_out_of_bounds(shape, value):
        return codes.WRONG_CHOICE, f"{subject} cannot be {value}", f"write {shape}"
    message = f"{subject} {verb} {shape}, got {kind_in_words(value)}"
    if shape.kinds <= {"callable", "None"}:
        return code, message, "YAML cannot name a function here"
    return code, message, _hint(shape, value)


def _nearest(value: str, choices: Iterable[str]) -> str:
    return did_you_mean(value, choices) or f"one of {', '.join(choices)}"


def _is_out_of_bounds(shape: Shape, value: object) -> bool:
    return bool(shape.bounds) and allows(replace(shape, bounds=()), value)


def _hint(shape: Shape, value: object) -> str:
    if "timedelta" in shape.kinds and isinstance(value, str):
        return f"write {{__type__: datetime.timedelta, {_parts(value)}}}"
    if isinstance(value, bool | int | float) and "str" in shape.kinds:
        return "put it in quotes to make it text"
    kinds = {_KINDS[kind] for kind in shape.kinds if kind in _KINDS}
    return how_to_write(value if isinstance(value, str) else "", kinds)


def _parts(text: str) -> str:
    """Return the arguments of `timedelta` for a length of time in words."""
    try:
        found = duration.parse(text)
    except ValueError:
        return "minutes: 5"
    minutes, seconds = divmod(int(found.total_seconds()), 60)
    return f"minutes: {minutes}" if minutes and not seconds else f"seconds: {60 * minutes + seconds}"


def _inside(code: Code, subject: str, pair: Pair, shape: Shape) -> Iterator[Finding]:
    if isinstance(pair.value, Mapping) and "__type__" not in pair.value:
        for inner in pair.value:
            if shape.key:
                yield from _key(subject, inner, shape.key)
            if shape.value and shape.value.kinds:
                yield from _part(code, f"'{inner.key.text}' in {subject}", inner.value, shape.value)
    elif shape.item and shape.item.kinds and isinstance(pair.value, Sequence):
        for item in pair.value.items:
            yield from _part(code, f"each item of {subject}", item, shape.item)


def _key(subject: str, pair: Pair, shape: Shape) -> Iterator[Finding]:
    value = value_of(pair.key)
    if not is_template(value) and not is_unset(value) and not allows(shape, value):
        shown = f"'{value}'" if isinstance(value, str) else kind_in_words(value)
        hint = _nearest(str(value), [str(choice) for choice in shape.choices])
        message = f"a key of {subject} cannot be {shown}"
        yield Finding(codes.WRONG_CHOICE.at(pair.key.place, message, hint))


def _part(code: Code, words: str, node: Node, shape: Shape) -> Iterator[Finding]:
    value = stand_in(node)
    if not is_template(value) and not is_unset(value) and not allows(shape, value):
        told, message, hint = _misfit(code, words, "must be", shape, value)
        yield Finding(told.at(node.place, message, hint), node)


def check_choice(subject: str, pair: Pair, choices: tuple[str, ...]) -> Iterator[Finding]:
    """Yield a finding when a value is none of those allowed."""
    value = value_of(pair.value)
    if value in choices or is_template(value) or is_unset(value):
        return
    message, hint = f"{subject} cannot be '{value}'", _nearest(str(value), choices)
    yield Finding(codes.WRONG_CHOICE.at(place_of(pair), message, hint), pair.value, pair.alias)
