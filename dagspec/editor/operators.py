"""The operators that a project uses as an editor offers them: names, documentation, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dagspec.catalogue.ancestry import Argument
from dagspec.catalogue.catalogue import Catalogue
from dagspec.editor.types import STAND_IN, parameter_schema

# What dag-factory adds to every task, whatever its operator.
_ADDED = ("expand", "partial", "variables_as_arguments", "python_callable_name", "python_callable_file")


def choice(names: Iterable[str], docs: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
    """Offer names with their documentation, and allow any other text."""
    listed = tuple(names)
    if not listed:
        return known
    # One entry for each name: an editor then explains the chosen one, and not all of them.
    options = [{"const": name, "description": docs.get(name) or known["description"]} for name in listed]
    return {"description": known["description"], "anyOf": [*options, {"type": "string"}]}


def operator_docs(catalogue: Catalogue, paths: Iterable[str]) -> dict[str, str]:
    """Return what each operator's docstring says first."""
    found = {path: catalogue.operator(path) for path in paths}
    return {path: operator.doc for path, operator in found.items() if operator}


def parameter_rules(
    catalogue: Catalogue, paths: Iterable[str], known: Iterable[str], inherited: frozenset[str]
) -> Iterator[dict[str, Any]]:
    """Yield for each operator what its parameters are; `inherited` ones may come from default_args."""
    base = tuple(known)
    for path in paths:
        operator = catalogue.operator(path)
        if operator is None:
            continue
        used = {"properties": {"operator": {"const": path}}, "required": ["operator"]}
        then: dict[str, Any] = {"properties": _properties(catalogue, operator.arguments, base)}
        if not operator.constructor.is_open:
            then["properties"] = {**_base(base, operator.arguments), **then["properties"]}
            then["additionalProperties"] = False
        yield {"if": used, "then": then}
        required = [name for name in operator.required if name not in inherited]
        if required:
            alone = {**used, "not": {"anyOf": [{"required": [key]} for key in _ADDED]}}
            yield {"if": alone, "then": {"required": required}}


def _properties(
    catalogue: Catalogue, arguments: dict[str, Argument], base: tuple[str, ...]
) -> dict[str, Any]:
    """Describe the parameters that the format does not describe already."""
    return {
        name: parameter_schema(
            argument.parameter, catalogue.shape(argument.module, argument.parameter.annotation)
        )
        for name, argument in arguments.items()
        if name not in base and not name.startswith("_")
    }


def _base(base: tuple[str, ...], arguments: dict[str, Argument]) -> dict[str, Any]:
    """Return the keys of the format that this operator takes, as they are described there."""
    python = {"op_args", "op_kwargs", "python_callable", "python_callable_name", "python_callable_file"}
    left_out = set() if "python_callable" in arguments else python
    return {name: {"$ref": f"#/definitions/task/properties/{name}"} for name in base if name not in left_out}


def with_stand_ins(node: Any) -> Any:
    """Allow `${NAME}` where the format asks for a number or a choice: the check sees what it stands for."""
    if isinstance(node, list):
        return [with_stand_ins(item) for item in node]
    if not isinstance(node, dict):
        return node
    types = node.get("type")
    allowed = [types] if isinstance(types, str) else types
    changed = {key: with_stand_ins(value) for key, value in node.items()}
    if (
        isinstance(allowed, list)
        and {"integer", "number", "boolean"} & {*allowed}
        and "string" not in allowed
    ):
        return {**changed, "type": [*allowed, "string"], "pattern": STAND_IN["pattern"]}
    if "enum" in node and "type" not in node:
        kept = {key: changed.pop(key) for key in ("description", "title", "default") if key in changed}
        return {**kept, "anyOf": [changed, STAND_IN]}
    return changed
