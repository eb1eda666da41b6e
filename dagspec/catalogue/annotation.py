"""What values a type annotation allows, as far as YAML values go. Unclear ones allow everything."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from dagspec.catalogue.bounds import Bound, in_words, read_bounds

# What dag-factory's `__type__` makes, or anything else that no YAML scalar can be.
OBJECT = object()

_WORDS = {
    "str": "text",
    "AnyStr": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "None": "null",
    "list": "a list",
    "dict": "a mapping",
    "timedelta": "a duration",
    "datetime": "a date",
    "callable": "a Python function",
}
_LISTS = {
    "list", "List", "Sequence", "Iterable", "Collection", "set", "Set", "frozenset", "tuple", "Tuple",
    "MutableSequence", "Container", "Iterator", "FrozenSet", "AbstractSet",
}  # fmt: skip
_TEXT_TOO = {"Sequence", "Iterable", "Collection", "Container"}
_MAPPINGS = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"}
_DATES = {"datetime", "date", "DateTime", "time"}
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "str"),
    (timedelta, "timedelta"),
    ((datetime, date), "datetime"),
    (dict, "dict"),
    (list, "list"),
)
_KIND_OF: dict[type, str] = {str: "str", dict: "dict", list: "list", date: "datetime", datetime: "datetime"}
_PLAIN = {"str", "int", "float", "bool", "timedelta"}
_NUMBERS = {"int", "float"}
_PASSED_OVER = {"Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The kinds of values allowed; no kinds at all means anything goes.

    ``bounds`` are those of its numbers; ``key`` and ``value`` are of a mapping, which has a key only where
    its annotation lists them all.
    """

    kinds: frozenset[str] = frozenset()
    item: Shape | None = None
    key: Shape | None = None
    value: Shape | None = None
    choices: tuple[Any, ...] = ()
    bounds: tuple[Bound, ...] = ()

    def __or__(self, other: Shape) -> Shape:
        if not self.kinds or not other.kinds:
            return ANY
        # Two ranges of numbers may lie apart: then all numbers are let through.
        bounds = () if self.kinds & _NUMBERS and other.kinds & _NUMBERS else (*self.bounds, *other.bounds)
        return Shape(
            self.kinds | other.kinds,
            _either(*(side.item for side in (self, other) if "list" in side.kinds)),
            _either(*(side.key for side in (self, other) if "dict" in side.kinds)),
            _either(*(side.value for side in (self, other) if "dict" in side.kinds)),
            (*self.choices, *other.choices),
            bounds,
        )

    def __str__(self) -> str:
        words = [self._in_words(kind) for kind in _WORDS if kind in self.kinds]
        if self.choices:
            words = [*(repr(choice) for choice in self.choices), *words]
        return " or ".join(words)

    def _in_words(self, kind: str) -> str:
        return f"{_WORDS[kind]} {in_words(self.bounds) if kind in _NUMBERS else ''}".rstrip()


def _either(*shapes: Shape | None) -> Shape | None:
    """Return what one of them allows; None, which is anything, when that is one of them."""
    clear = [shape for shape in shapes if shape is not None]
    return reduce(Shape.__or__, clear) if clear and len(clear) == len(shapes) else None


ANY = Shape()
_NONE = Shape(frozenset({"None"}))
_OBJECT = Shape(frozenset({"object"}))


def read_annotation(text: str, is_object: Callable[[str], bool] = lambda name: False) -> Shape:
    """Read an annotation; ``is_object`` says which unknown names are classes that YAML has no values of."""
    try:
        return _read(ast.parse(text, mode="eval").body, is_object)
    except (SyntaxError, ValueError, RecursionError):
        return ANY


def _read(node: ast.expr, is_object: Callable[[str], bool]) -> Shape:
    match node:
        case ast.Constant(value=None):
            return _NONE
        case ast.Constant(value=str(text)):
            return read_annotation(text, is_object)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _read(left, is_object) | _read(right, is_object)
        case ast.Name() | ast.Attribute():
            return _named(ast.unparse(node), is_object)
        case ast.Subscript(value=ast.Name() | ast.Attribute() as head, slice=inner):
            return _subscript(ast.unparse(head).rpartition(".")[2], _parts(inner), is_object)
        case _:
            return ANY


def _parts(inner: ast.expr) -> list[ast.expr]:
    return inner.elts if isinstance(inner, ast.Tuple) else [inner]


def _named(path: str, is_object: Callable[[str], bool]) -> Shape:
    name = path.rpartition(".")[2]
    if name == "Any":
        return ANY
    if name in _PLAIN:
        return Shape(frozenset({name}))
    if name in _LISTS:
        return Shape(frozenset({"list", "str"} if name in _TEXT_TOO else {"list"}))
    if name in _MAPPINGS:
        return Shape(frozenset({"dict"}))
    if name in _DATES:
        return Shape(frozenset({"datetime"}))
    if name == "Callable":
        return Shape(frozenset({"callable"}))
    return _OBJECT if is_object(path) else ANY


def _subscript(name: str, parts: list[ast.expr], is_object: Callable[[str], bool]) -> Shape:
    if not parts:
        return ANY
    if name in {"Optional", "Union"}:
        shapes = [_read(part, is_object) for part in parts]
        return reduce(Shape.__or__, [*shapes, *([_NONE] if name == "Optional" else [])])
    if name == "Literal":
        return reduce(Shape.__or__, map(_choice, parts))
    if name in _PASSED_OVER:
        shape = _read(parts[0], is_object)
        bounds = read_bounds(parts[1:]) if shape.kinds & _NUMBERS else ()
        return replace(shape, bounds=(*shape.bounds, *bounds))
    shape = _named(name, is_object)
    if "list" in shape.kinds and name not in {"tuple", "Tuple"}:
        return Shape(shape.kinds, item=_read(parts[0], is_object))
    if "dict" in shape.kinds and len(parts) > 1:
        key, value = (_read(part, is_object) for part in parts[:2])
        return Shape(shape.kinds, key=key if key.choices else None, value=value)
    return shape


def _choice(node: ast.expr) -> Shape:
    """Read a value of a ``Literal``, or another ``Literal`` in it; an enum's member is nothing of YAML's."""
    match node:
        case ast.Constant(value=None):
            return _NONE
        case ast.Constant(value=str() | int() as value):
            return Shape(frozenset({"choice"}), choices=(value,))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return Shape(frozenset({"choice"}), choices=(-value,))
        case ast.Subscript(value=head, slice=inner) if ast.unparse(head).rpartition(".")[2] == "Literal":
            return reduce(Shape.__or__, map(_choice, _parts(inner)))
        case _:
            return ANY


def allows(shape: Shape, value: Any) -> bool:
    """Say whether a plain value from YAML fits; lists and mappings are only looked at from outside."""
    if not shape.kinds or value is OBJECT:
        return True
    if value is None:
        return "None" in shape.kinds
    if isinstance(value, bool):
        fits = "bool" in shape.kinds
    elif isinstance(value, int | float):
        fits = _is_number(shape, value)
    else:
        fits = _kind_of(value) in shape.kinds
    return fits or any(value == choice and type(value) is type(choice) for choice in shape.choices)


def _is_number(shape: Shape, value: float) -> bool:
    fits = "float" in shape.kinds or ("int" in shape.kinds and isinstance(value, int))
    return fits and all(bound.allows(value) for bound in shape.bounds)


def _kind_of(value: Any) -> str:
    if type(value) in _KIND_OF:  # nearly always, and it is asked for each value
        return _KIND_OF[type(value)]
    return next((kind for types, kind in _KINDS if isinstance(value, types)), "object")


def kind_in_words(value: Any) -> str:
    """Name the kind of a value for a message, with the value where it is short."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return f"text '{value[:40]}'"
    return f"{value}"
