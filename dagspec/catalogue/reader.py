"""Reads one Python file into a `Module`, from its syntax tree alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dagspec.catalogue.definition import Definition, Function, Import, Module, Value
from dagspec.catalogue.lookup import read_lookup, read_virtual
from dagspec.catalogue.members import blocks, read_class, read_function
from dagspec.catalogue.signature import read_signature

# Few files have one, and to walk through all of a tree takes longer than to make it.
_STAR = re.compile(r"\bimport[\s\\]*\*")
_DYNAMIC = {"globals", "setattr", "exec"}
_TYPES = {"Literal", "Annotated", "Optional", "Union"}


def read_module(name: str, source: str, *, is_package: bool) -> Module:
    """Read what a file defines; raises SyntaxError or ValueError for what is not Python."""
    tree = ast.parse(source)
    package = name if is_package else name.rpartition(".")[0]
    names: dict[str, tuple[Definition, ...]] = {}
    rebound = []
    for word, definition in _definitions(tree.body, package, typing_only=False):
        if word in names:
            rebound.append(word)
        names[word] = _add(names.get(word, ()), definition)
    stars = tuple(
        _absolute(node, package)
        for node in (ast.walk(tree) if _STAR.search(source) else ())
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    )
    lookup = read_lookup(tree, package) if "__getattr__" in names else {}
    dynamic = ("__getattr__" in names and not lookup) or _is_dynamic(tree, source)
    return Module(name, names, stars, lookup, read_virtual(tree), dynamic, tuple(rebound))


def _add(before: tuple[Definition, ...], new: Definition) -> tuple[Definition, ...]:
    """Keep every import of a name as a candidate; anything else that is bound later wins."""
    if isinstance(new, Import) or (before and isinstance(before[0], Import)):
        return (*before, new)
    return (new,)


def _is_dynamic(tree: ast.Module, source: str) -> bool:
    """Whether the top level makes names that no reader can see."""
    if not any(name in source for name in _DYNAMIC):
        return False
    inner = ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef
    outside = (statement for statement in tree.body if not isinstance(statement, inner))
    calls = (node for statement in outside for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id in _DYNAMIC for call in calls)


def _definitions(
    body: list[ast.stmt], package: str, *, typing_only: bool
) -> Iterator[tuple[str, Definition]]:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name, read_function(node)
            case ast.ClassDef():
                yield node.name, read_class(node)
            case ast.Import() | ast.ImportFrom():
                yield from _imports(node, package, typing_only=typing_only)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                yield from _values(node)
            case ast.If() if _is_typing(node.test):
                yield from _definitions(node.orelse, package, typing_only=typing_only)
                yield from _definitions(node.body, package, typing_only=True)
            case _:
                for block in blocks(node):
                    yield from _definitions(block, package, typing_only=typing_only)


def _is_typing(test: ast.expr) -> bool:
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING"}


def _imports(
    node: ast.Import | ast.ImportFrom, package: str, *, typing_only: bool
) -> Iterator[tuple[str, Import]]:
    if isinstance(node, ast.ImportFrom):
        module = _absolute(node, package)
        for alias in node.names:
            if alias.name != "*":
                yield alias.asname or alias.name, Import(module, alias.name, typing_only)
        return
    for alias in node.names:
        if alias.asname:
            yield alias.asname, Import(alias.name, "", typing_only)
        else:
            root = alias.name.partition(".")[0]
            yield root, Import(root, "", typing_only)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _values(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[tuple[str, Definition]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id, _value(node.value)
        elif isinstance(target, ast.Tuple):
            names = (item.id for item in target.elts if isinstance(item, ast.Name))
            yield from ((name, Value("other", line=node.lineno)) for name in names)


def _value(node: ast.expr | None) -> Definition:
    match node:
        case ast.Lambda():
            return Function(read_signature(node.args), node.lineno)
        case ast.Name() | ast.Attribute():
            return Value("alias", ast.unparse(node), node.lineno)
        case ast.Dict():
            keys = (k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str))
            return Value("literal", "a dict", node.lineno, tuple(keys))
        case ast.Constant(value=None) | None:
            return Value("other")
        case ast.Subscript() | ast.BinOp() if _may_be_type(node):
            return Value("type", ast.unparse(node), node.lineno)
        case ast.Call(func=function):
            return Value("call", ast.unparse(function), node.lineno)
        case ast.Constant() | ast.List() | ast.Set() | ast.Tuple() | ast.JoinedStr():
            return Value("literal", ast.unparse(node)[:40], node.lineno)
        case _:
            return Value("other", line=node.lineno)


def _may_be_type(node: ast.Subscript | ast.BinOp) -> bool:
    """Whether it is a type if it stands in an annotation: `A | None`, or a form of `typing`."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitOr)
    return ast.unparse(node.value).rpartition(".")[2] in _TYPES
