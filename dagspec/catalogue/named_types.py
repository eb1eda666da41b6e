"""Types that a package names, as `Solver = Literal["lbfgs", "saga"]`, written out where they are used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from dagspec.catalogue.answer import Resolved
from dagspec.catalogue.definition import Definition, Import, Value
from dagspec.catalogue.library import Library

_WORD = re.compile(r"[A-Za-z_]\w*")
_MOST_STEPS = 5


def write_out(library: Library, module: str, annotation: str, steps: int = _MOST_STEPS) -> str:
    """Return an annotation that needs no look at the module that it is from.

    Only names of the module's own package are followed: others would have to be read from large libraries.
    """
    types = dict(_types(library, module, annotation, steps))
    if not types:
        return annotation
    try:
        return ast.unparse(_Writer(types).visit(ast.parse(annotation, mode="eval")))
    except (SyntaxError, ValueError, RecursionError):
        return annotation


def _types(library: Library, module: str, annotation: str, steps: int) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names in an annotation that stand for another type, with that type."""
    read = library.module(module) if annotation and steps else None
    names = read.names if read else {}
    for word in dict.fromkeys(_WORD.findall(annotation)):
        first = next(iter(names.get(word, ())), None)
        if first is None or (isinstance(first, Import) and _package(first.module) != _package(module)):
            continue
        found = library.class_in(module, word)
        if isinstance(found, Resolved) and _is_type(found.definition):
            text = write_out(library, found.module, found.definition.text, steps - 1)
            yield word, ast.parse(text, mode="eval").body


def _is_type(definition: Definition) -> TypeGuard[Value]:
    return isinstance(definition, Value) and definition.kind == "type"


def _package(module: str) -> str:
    return module.partition(".")[0]


class _Writer(ast.NodeTransformer):
    """Puts types in the place of their names."""

    def __init__(self, types: dict[str, ast.expr]) -> None:
        self.types = types

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.types.get(node.id, node)
