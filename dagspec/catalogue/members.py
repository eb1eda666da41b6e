"""Reads functions and classes: their heads, parameters and docstrings, never what they do."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dagspec.catalogue import docstring
from dagspec.catalogue.definition import Class, Function, Initializer
from dagspec.catalogue.sequence import read_sequence
from dagspec.catalogue.signature import Signature, read_signature

_LISTS = {"template_fields", "template_ext", "valid_modes"}


def blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the statements inside ``if``, ``try``, ``with``, ``match`` and loops."""
    for part in ("body", "orelse", "finalbody"):
        yield getattr(node, part, [])
    for part in ("handlers", "cases"):
        yield from (inner.body for inner in getattr(node, part, []))


def read_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    """Read a function's head and docstring; of its body only what kind of decorator it makes."""
    text = ast.get_docstring(node) or ""
    return Function(
        signature=read_signature(node.args, text),
        line=node.lineno,
        doc=docstring.summary(text),
        decorators=tuple(ast.unparse(d) for d in node.decorator_list),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        makes=_made_by(node),
        keeps=_keeps(node),
    )


def _keeps(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether a function of the body is marked with ``wraps``."""
    marks = (
        ast.unparse(mark).partition("(")[0] for inner in _functions(node) for mark in inner.decorator_list
    )
    return any(mark.rpartition(".")[2] == "wraps" for mark in marks)


def _functions(node: ast.stmt) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions inside a statement, however deep; in an expression there is none."""
    for block in blocks(node):
        for inner in block:
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                yield inner
            yield from _functions(inner)


def _made_by(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the operator class that a function hands to Airflow's ``task_decorator_factory``."""
    returned = (statement.value for statement in node.body if isinstance(statement, ast.Return))
    keywords = [keyword for call in returned if isinstance(call, ast.Call) for keyword in call.keywords]
    return next((ast.unparse(k.value) for k in keywords if k.arg == "decorated_operator_class"), "")


def read_class(node: ast.ClassDef) -> Class:
    """Read a class's bases, the names of its members, its ``__init__`` and its lists."""
    text = ast.get_docstring(node) or ""
    members = [(word, statement) for statement in _flatten(node.body) for word in _bound(statement)]
    methods = {word: statement for word, statement in members if isinstance(statement, ast.FunctionDef)}
    lists = {
        word: read_sequence(statement.value)
        for word, statement in members
        if word in _LISTS and isinstance(statement, ast.Assign | ast.AnnAssign)
    }
    call = methods.get("__call__")
    return Class(
        name=node.name,
        bases=tuple(ast.unparse(base) for base in node.bases),
        members=tuple(dict.fromkeys(word for word, _ in members)),
        lists=lists,
        initializer=_initializer(methods.get("__init__"), text),
        call=read_function(call) if call else None,
        line=node.lineno,
        doc=docstring.summary(text),
        decorators=tuple(ast.unparse(d) for d in node.decorator_list),
    )


def _flatten(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            for block in blocks(node):
                yield from _flatten(block)


def _bound(node: ast.stmt) -> list[str]:
    """Return the names that a statement of a class body binds."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def _initializer(node: ast.FunctionDef | None, class_text: str) -> Initializer | None:
    if node is None:
        return None
    text = f"{class_text}\n\n{ast.get_docstring(node) or ''}"
    signature: Signature = read_signature(node.args, text).without_first()
    rest = node.args.kwarg.arg if node.args.kwarg else ""
    forwards, fixed = False, []
    extra: list[str] = []
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and ast.unparse(inner.func).endswith(".__init__"):
            fixed += [keyword.arg for keyword in inner.keywords if keyword.arg]
            forwards = forwards or any(keyword.arg is None for keyword in inner.keywords)
        elif rest:
            extra += _taken(inner, rest)
    return Initializer(signature, forwards, tuple(fixed), tuple(dict.fromkeys(extra)))


def _taken(node: ast.AST, rest: str) -> Iterator[str]:
    """Yield names that are taken out of ``**kwargs`` by hand."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=word), attr="pop" | "get" | "setdefault"),
            args=[ast.Constant(value=str(name)), *_],
        ) if word == rest:
            yield name
        case ast.Compare(left=ast.Constant(value=str(name)), comparators=[ast.Name(id=word)]) if word == rest:
            yield name
        case ast.Subscript(value=ast.Name(id=word), slice=ast.Constant(value=str(name))) if word == rest:
            yield name
