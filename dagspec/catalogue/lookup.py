"""Reads the tables behind a module's ``__getattr__``: lazy imports and deprecated names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_HERE = "__name__"


def read_lookup(tree: ast.Module, package: str) -> dict[str, tuple[str, ...]]:
    """Return for each name the dotted paths that a lazy import tries, best first.

    Airflow writes such tables in three ways, all of them dicts at module level: name to module,
    name to (module, ...), name to (module, name in that module). A path that does not resolve is
    simply passed over, so every reading of an entry is a candidate.
    """
    found: dict[str, tuple[str, ...]] = {}
    for table in _dicts(tree):
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                paths = tuple(_candidates(key.value, _strings(value), package))
                found[key.value] = (*found.get(key.value, ()), *paths)
    return {name: paths for name, paths in found.items() if paths}


def _dicts(tree: ast.Module) -> Iterator[ast.Dict]:
    for node in tree.body:
        for inner in ast.walk(node) if isinstance(node, ast.If) else [node]:
            if isinstance(inner, ast.Assign | ast.AnnAssign) and isinstance(inner.value, ast.Dict):
                yield inner.value


def _strings(node: ast.expr) -> list[str]:
    items = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    return [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def _candidates(name: str, values: list[str], package: str) -> Iterator[str]:
    modules = [_absolute(value, package) for value in values if "." in value]
    attributes = [value for value in values if "." not in value and value.isidentifier()]
    for module in modules:
        yield f"{module}.{name}"
    for attribute in attributes:
        yield from (f"{module}.{attribute}" for module in modules)
    yield from modules


def _absolute(path: str, package: str) -> str:
    return f"{package}{path}" if path.startswith(".") else path


def read_virtual(tree: ast.Module) -> dict[str, dict[str, str]]:
    """Return submodule -> name -> new path, as given to Airflow's ``add_deprecated_classes``."""
    tables = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: dict[str, dict[str, str]] = {}
    for node in tree.body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and call.args and _is_deprecation(call.func):
            table = call.args[0]
            if isinstance(table, ast.Name):
                table = tables.get(table.id, ast.Dict([], []))
            if isinstance(table, ast.Dict):
                found.update(_submodules(table))
    return found


def _is_deprecation(function: ast.expr) -> bool:
    return ast.unparse(function).endswith("add_deprecated_classes")


def _submodules(table: ast.Dict) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each submodule with its names; the module itself goes by the empty name."""
    for key, value in zip(table.keys, table.values, strict=True):
        if isinstance(value, ast.Dict):
            here = isinstance(key, ast.Name) and key.id == _HERE
            name = "" if here else getattr(key, "value", None)
            if isinstance(name, str):
                yield name, dict(_entries(value))


def _entries(table: ast.Dict) -> Iterator[tuple[str, str]]:
    for key, value in zip(table.keys, table.values, strict=True):
        match key, value:
            case ast.Constant(value=str(name)), ast.Constant(value=str(target)):
                yield name, target
