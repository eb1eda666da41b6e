"""DS210: params that JSON can hold, with a schema that is one and a default that fits it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NoReturn

from dagspec import codes
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import Context
from dagspec.spec import Dag, Spec
from dagspec.tree import Mapping, Node, Pair, Scalar, Sequence, items_of, mapping_of, plain

_PARAM = ".Param"
_NOT_SCHEMA = frozenset({"__type__", "__args__", "default", "description", "schema", "source"})
_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the params in one file."""
    for dag in spec.dags:
        yield from _params(dag.settings.get("params"), _can_be_scheduled(dag))
        for task in dag.tasks:
            yield from _params(task.body.get("params"), can_be_scheduled=False)


def _can_be_scheduled(dag: Dag) -> bool:
    schedule = dag.settings.get("schedule")
    if isinstance(schedule, Scalar):
        return schedule.value is not None and str(schedule.value).strip().lower() != "none"
    return schedule is not None


def _params(node: Node | None, can_be_scheduled: bool) -> Iterator[Diagnostic]:
    for pair in mapping_of(node) or ():
        if isinstance(pair.value, Mapping) and str(pair.value.text("__type__")).endswith(_PARAM):
            yield from _param(pair, pair.value, can_be_scheduled)
        else:
            yield from _json(pair.value)


def _json(node: Node) -> Iterator[Diagnostic]:
    """Params are stored as JSON, which has no dates."""
    if isinstance(node, Scalar) and isinstance(node.value, date):
        message = f"a param cannot be a date, got '{node.text}'"
        yield codes.BAD_PARAM.at(node.place, message, f'write "{node.text}" in quotes')
    elif isinstance(node, Mapping):
        for pair in node:
            yield from _json(pair.value)
    for item in items_of(node):
        yield from _json(item)


def _param(pair: Pair, body: Mapping, can_be_scheduled: bool) -> Iterator[Diagnostic]:
    """Check the schema, and for a DAG that nobody starts by hand the default against it."""
    import jsonschema_rs  # only specs with such params need it here

    described = mapping_of(body.get("schema")) or Mapping(body.place, _own_keywords(body))
    schema = plain(described)
    try:
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True, retriever=_refuse)
    except jsonschema_rs.ValidationError as error:
        yield from _bad_schema(pair, described, error)
    except (ValueError, TypeError) as error:
        message = f"the schema of param '{pair.key.text}' is wrong: {_first_line(error)}"
        yield codes.BAD_PARAM.at(pair.key.place, message, "write what JSON can hold")
    else:
        if can_be_scheduled:
            yield from _default(pair, body, validator)


def _default(pair: Pair, body: Mapping, validator: Any) -> Iterator[Diagnostic]:
    arguments = items_of(body.get("__args__"))
    default = body.get("default") or (arguments[0] if arguments else None)
    if default is None:
        message = f"param '{pair.key.text}' has no default, but the DAG runs by schedule"
        yield codes.BAD_PARAM.at(pair.key.place, message, "add 'default: ...'")
        return
    try:
        found = next((error.message for error in validator.iter_errors(plain(default))), "")
    except (ValueError, TypeError) as error:  # JSON has no word for the value
        found = _first_line(error)
    if found:
        message = f"the default of param '{pair.key.text}' does not fit its own schema: {found}"
        place = default.place if isinstance(default, Scalar) else pair.key.place
        yield codes.BAD_PARAM.at(place, message, "change the default or the schema")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _own_keywords(body: Mapping) -> dict[str, Pair]:
    return {str(key): found for key, found in body.pairs.items() if key not in _NOT_SCHEMA}


def _refuse(uri: str) -> NoReturn:
    """Keep the check on this machine: a schema may not send it to an address, or to other files."""
    raise LookupError(uri)


def _bad_schema(pair: Pair, schema: Mapping, error: Any) -> Iterator[Diagnostic]:
    """Report a schema that is none, at the keyword that is wrong."""
    path = [str(step) for step in error.instance_path]
    node = (None if path else _reference(schema, error.message)) or _at(schema, path)
    place = node.place if isinstance(node, Scalar) else pair.key.place
    text = node.text if isinstance(node, Scalar) else ""
    whose = f"the schema of param '{pair.key.text}'"
    if path[-1:] == ["pattern"] and _is_for_python(text):
        return  # Airflow reads patterns with Python, which takes some that others do not
    if "type" in path[-2:] and text:
        yield codes.BAD_PARAM.at(place, f"{whose} has the unknown type '{text}'", _type_hint(text))
    elif not path and text and not text.startswith("#"):
        message = f"{whose} refers to '{text}', which is not in it"
        yield codes.BAD_PARAM.at(place, message, "write the schema here, nothing is fetched")
    else:
        yield codes.BAD_PARAM.at(place, f"{whose} is wrong: {error.message}", "see json-schema.org")


def _type_hint(text: str) -> str:
    return did_you_mean(text, _TYPES) or f"one of: {', '.join(_TYPES)}"


def _at(node: Node, path: list[str]) -> Node:
    for step in path:
        if isinstance(node, Mapping):
            node = node.get(step) or node
        elif isinstance(node, Sequence) and step.isdigit():
            node = node.items[int(step)]
    return node


def _reference(node: Node, message: str) -> Scalar | None:
    """Return the `$ref` that a message is about."""
    if isinstance(node, Mapping):
        own = next((node.get(key) for key in ("$ref", "$dynamicRef") if key in node), None)
        if isinstance(own, Scalar) and own.text.lstrip("#") in message:
            return own
    inner = [pair.value for pair in node] if isinstance(node, Mapping) else items_of(node)
    return next((found for child in inner if (found := _reference(child, message))), None)


def _is_for_python(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
