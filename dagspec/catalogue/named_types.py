"""Types that a package names, as `Solver = Literal["lbfgs", "saga"]`, written out where they are used.

What is not followed is left as it is, and an annotation that is not clear allows everything: names of other
packages, which need not be read then, names with a dot, those of `import *`, and those that a module binds
more than once.
"""

from __future__ import annotations

import ast
import re

from dagspec.catalogue.definition import Import, Value
from dagspec.catalogue.library import Library

_WORD = re.compile(r"[A-Za-z_]\w*")
_MOST_STEPS = 5
_LONGEST = 2_000  # characters: longer ones are no help to anyone who reads them


def write_out(library: Library, module: str, annotation: str, steps: int = _MOST_STEPS) -> str:
    """Return an annotation of a module with the types written out that its package gives a name."""
    key = (module, annotation, steps)
    if key not in library.written_out:
        library.written_out[key] = _written_out(library, module, annotation, steps)
    return library.written_out[key]


def _written_out(library: Library, module: str, annotation: str, steps: int) -> str:
    words = dict.fromkeys(_WORD.findall(annotation)) if steps else ()
    named = {word: found for word in words if (found := _find(library, module, word))}
    texts = {word: write_out(library, *found, steps - 1) for word, found in named.items()}
    if not texts:
        return annotation
    try:
        types = {word: ast.parse(text, mode="eval").body for word, text in texts.items()}
        written = ast.unparse(_Writer(types).visit(ast.parse(annotation, mode="eval")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return annotation
    return written if len(written) <= _LONGEST else annotation


def _find(library: Library, module: str, word: str) -> tuple[str, str] | None:
    """Return the type that a name stands for, and the module that says so."""
    package = module.partition(".")[0]
    for _ in range(_MOST_STEPS):
        read = library.module(module)
        if read is None or read.dynamic or word in read.rebound or word not in read.names:
            return None
        match read.names[word][0]:
            case Import(source, name) if name and source.partition(".")[0] == package:
                module, word = source, name
            case Value("type", text):
                return module, text
            case Value("alias", text) if text in read.names:
                word = text
            case Value("alias", text):
                return module, text
            case _:
                return None
    return None


class _Writer(ast.NodeTransformer):
    """Puts types in the place of their names."""

    def __init__(self, types: dict[str, ast.expr]) -> None:
        self.types = types

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.types.get(node.id, node)
