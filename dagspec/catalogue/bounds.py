"""Bounds of numbers in annotations, as annotated-types and Pydantic tell them: `Annotated[float, Gt(0)]`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HOLDS = {"gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le}
_WORDS = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most"}
_ONE_BOUND = {"Gt", "Ge", "Lt", "Le"}
_BOUNDS_BY_NAME = {*_ONE_BOUND, "Interval", "Field"}


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of what a number may be; ``relation`` is gt, ge, lt or le."""

    relation: str
    limit: float

    def allows(self, number: float) -> bool:
        """Say whether a number is on the right side; NaN never is."""
        return bool(_HOLDS[self.relation](number, self.limit))

    def __str__(self) -> str:
        return f"{_WORDS[self.relation]} {self.limit}"


def read_bounds(parts: Iterable[ast.expr]) -> tuple[Bound, ...]:
    """Read what stands behind the type in ``Annotated``; whatever says nothing about numbers is left out."""
    return tuple(bound for part in parts if isinstance(part, ast.Call) for bound in _bounds(part))


def in_words(bounds: Iterable[Bound]) -> str:
    """Return bounds as they stand behind a word: `above 0 and below 1`."""
    return " and ".join(str(bound) for bound in bounds)


def in_short(annotation: str) -> str:
    """Return an annotation as people read it: ``Annotated[int, Ge(2)]`` is ``int of at least 2``."""
    if "Annotated" not in annotation:
        return annotation
    try:
        return ast.unparse(_Shortener().visit(ast.parse(annotation, mode="eval")))
    except (SyntaxError, ValueError, RecursionError):
        return annotation


class _Shortener(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if ast.unparse(node.value).rpartition(".")[2] != "Annotated" or not isinstance(node.slice, ast.Tuple):
            return node
        kind, *rest = node.slice.elts
        return ast.Name(f"{ast.unparse(kind)} {in_words(read_bounds(rest))}".rstrip())


def _bounds(call: ast.Call) -> Iterator[Bound]:
    name = ast.unparse(call.func).rpartition(".")[2]
    if name in _ONE_BOUND and len(call.args) == 1:
        yield from _bound(name.lower(), call.args[0])
    for keyword in call.keywords if name in _BOUNDS_BY_NAME else ():
        if keyword.arg in _HOLDS:
            yield from _bound(keyword.arg, keyword.value)


def _bound(relation: str, node: ast.expr) -> Iterator[Bound]:
    match node:
        case ast.Constant(value=int() | float() as limit) if not isinstance(limit, bool):
            yield Bound(relation, limit)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as limit)):
            yield Bound(relation, -limit)
