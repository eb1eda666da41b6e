"""Class attributes that list names, such as ``template_fields``, written down without running code.

Each item is a plain word, ``*Class.attribute`` for another class's list, or `UNKNOWN`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

UNKNOWN = "?"
_WRAPPERS = {"tuple", "list", "set", "frozenset", "sorted"}


def read_sequence(value: ast.expr | None) -> tuple[str, ...]:
    """Read ``("a", *Other.template_fields, "b")`` and its like."""
    return tuple(_items(value))


def _items(node: ast.expr | None) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(word)):
            yield word
        case ast.Attribute():
            yield f"*{ast.unparse(node)}"
        case _:
            parts = _parts(node)
            if parts is None:
                yield UNKNOWN
            for part in parts or ():
                yield from _items(part)


def _parts(node: ast.expr | None) -> list[ast.expr] | None:
    """Return what a list is put together from; None when that takes running code."""
    match node:
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return items
        case ast.Starred(value=inner):
            return [inner]
        case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
            return [left, right]
        case ast.Call(func=ast.Name(id=name), args=inner) if name in _WRAPPERS:
            return inner
        case ast.Call(func=ast.Attribute(value=first, attr="union"), args=more):
            return [first, *more]
    return None
