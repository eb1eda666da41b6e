"""What JSON Schema says about a spec, told at the exact key or value that the author must change.

The schema itself is schemas/pipeline.schema.json; editors read the same file. A fault that it finds is
explained here with the nearest name, the place where a key belongs, or the successor of a removed one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from dagspec import codes, keys
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import DEFAULTS
from dagspec.source import Source
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence
from dagspec.writing import how_to_write

PATH = Path(__file__).with_name("pipeline.schema.json")

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
_EXAMPLES = {
    "operator": "write the path of a class such as airflow.providers.standard.operators.bash.BashOperator",
    "decorator": "write a path such as airflow.sdk.task",
    "python_callable": "write the path of a function such as package.module.function",
}


@cache
def document() -> dict[str, Any]:
    """Return the schema as data."""
    loaded: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return loaded


@cache
def properties(definition: str) -> dict[str, Any]:
    """Return the keys that a definition of the schema describes, such as "dag" or "task"."""
    found: dict[str, Any] = document()["definitions"][definition]["properties"]
    return found


@cache
def _validator(of_defaults: bool) -> jsonschema_rs.Draft7Validator:
    schema = document()
    if of_defaults:
        schema = {"$ref": "#/definitions/defaults", "definitions": schema["definitions"]}
    return jsonschema_rs.Draft7Validator(schema)


def check(source: Source, *, is_twin: bool = False) -> Iterator[Diagnostic]:
    """Yield what the schema says against one file; a defaults.yml has a schema of its own.

    A twin has no new keys but those at its top.
    """
    if source.root is None:
        return
    validator = _validator(source.path.name in DEFAULTS)
    data = _json_of(source.root)
    yield from _keys_that_are_not_text(source.root, keys.DEPTH_OF_TASKS if is_twin else 0)
    if validator.is_valid(data):
        return
    for error in validator.iter_errors(data):
        yield from _explain(error, source.root)


@lru_cache(maxsize=4096)  # twins have most of their nodes in common
def _json_of(node: Mapping | Sequence) -> Any:
    """Return the tree as JSON knows it: dates as text, keys as text."""
    if isinstance(node, Mapping):
        nodes = [(key, pair.value) for key, pair in node.pairs.items()]
        return {str(k): _json_of_scalar(n) if type(n) is Scalar else _json_of(n) for k, n in nodes}
    return [_json_of_scalar(item) if type(item) is Scalar else _json_of(item) for item in node.items]


def _json_of_scalar(node: Scalar) -> Any:
    value = node.value
    if type(value) is str:
        return value
    if isinstance(value, date) or (isinstance(value, float) and value - value != 0):
        return node.text  # JSON has neither dates nor infinities
    return value


def _keys_that_are_not_text(node: Node, depth: int) -> Iterator[Diagnostic]:
    """Yield the keys that YAML reads as a number, a date or a truth value; values of tasks may have them."""
    children: Iterator[Node] = iter(())
    if isinstance(node, Mapping):
        for key, pair in node.pairs.items():
            if not isinstance(key, str):
                yield _key_not_text(pair.key)
        children = (pair.value for pair in node)
    elif isinstance(node, Sequence):
        children = iter(node.items)
    if depth < keys.DEPTH_OF_TASKS:
        for child in children:
            if not isinstance(child, Scalar):
                yield from _keys_that_are_not_text(child, depth + 1)


def _key_not_text(key: Scalar) -> Diagnostic:
    kinds = {bool: f"the truth value {str(key.value).lower()}", type(None): "nothing", date: "a date"}
    kind = kinds.get(type(key.value), "a number")
    message = f"key '{key.text}' is read as {kind} by YAML"
    return codes.KEY_NOT_TEXT.at(key.place, message, f'write "{key.text}" in quotes')


def _explain(error: Any, root: Mapping) -> Iterator[Diagnostic]:
    path, where = list(error.instance_path), list(error.schema_path)
    pair, node = _find(root, path)
    name = _name(path)
    kind = error.kind.name
    if kind == "additionalProperties" and isinstance(node, Mapping):
        for key in error.kind.unexpected:
            if key in node:  # else it is no text, and told as that
                yield _unknown_key(key, node, where, path)
    elif kind == "required":
        yield _missing(error.kind.property, node, pair)
    elif kind == "type" and len(path) == 1 and pair and name in properties("dag"):
        message = f"'{name}' belongs into a DAG, here it stands at the top of the file"
        yield codes.MISPLACED_KEY.at(pair.key.place, message, "indent it below its DAG")
    elif kind == "type":
        if name != "retries" or not _is_count(node):
            yield _wrong_type(error.kind.types, node, name)
    else:
        yield _wrong_value(kind, error, node, str(name))


def _name(path: list[str | int]) -> str:
    """Return what to call the value at a path: its key, or the key of the list it is in."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "the file"
    return names[-1] if isinstance(path[-1], str) else f"an item of '{names[-1]}'"


def _find(root: Mapping, path: list[str | int]) -> tuple[Pair | None, Node]:
    """Return the node at a path, and the pair it is the value of."""
    pair: Pair | None = None
    node: Node = root
    for step in path:
        if isinstance(node, Mapping):
            # A key of digits comes back as a number: what was "01" is 1 then, and its mapping must do.
            alike = (found for found in node if str(found.key.value) == str(step))
            found = node.pair(str(step)) or next(alike, None)
            if found is None:
                return pair, node
            pair, node = found, found.value
        elif isinstance(node, Sequence):
            pair, node = None, node.items[int(step)]
    return pair, node


def _unknown_key(key: str, node: Mapping, where: list[Any], path: list[Any]) -> Diagnostic:
    place = node.key_place(key)
    kind = str(where[where.index("definitions") + 1]) if "definitions" in where else "dag"
    level = {"dag": f"DAG '{path[0] if path else ''}'", "defaults": "the defaults", "group": "a task group"}
    known = properties(kind)
    if kind in ("dag", "defaults"):
        retired = keys.RETIRED.get(key)
        if retired:
            return retired.at(key, place, node)
        if key in properties("default_args"):
            message = f"'{key}' belongs to tasks, not to {level[kind]}"
            return codes.MISPLACED_KEY.at(place, message, "put it into default_args, or into a task")
        if key in keys.NOT_PASSED_ON:
            message = f"'{key}' never reaches Airflow: dag-factory does not pass it on"
            return codes.MISPLACED_KEY.at(place, message, "remove it, or set it in Airflow's configuration")
    message = f"unknown key '{key}' in {level.get(kind, kind)}"
    hint = did_you_mean(key, known, node) or f"known keys: {', '.join(sorted(known))}"
    return codes.UNKNOWN_KEY.at(place, message, hint)


def _missing(key: str, node: Node, pair: Pair | None) -> Diagnostic:
    hint = f"add '{key}: ...'"
    if isinstance(node, Mapping):
        for found in node:
            near = did_you_mean(str(found.key.value), [key])
            if near:
                return codes.MISSING_KEY.at(
                    found.key.place, f"key '{key}' is missing, got '{found.key.text}'", near
                )
    place = pair.key.place if pair else _start(node)
    return codes.MISSING_KEY.at(place, f"key '{key}' is missing here", hint)


def _start(node: Node) -> Place:
    """Return where a value begins: its first key, for a mapping."""
    first = next(iter(node), None) if isinstance(node, Mapping) else None
    return first.key.place if first else node.place


def _wrong_type(types: list[str], node: Node, name: object) -> Diagnostic:
    expected = " or ".join(_TYPES[kind] for kind in sorted(types, key=list(_TYPES).index) if kind != "null")
    hint = _type_hint(types, node, str(name)) if isinstance(node, Scalar) else how_to_write("", types)
    place = node.place if isinstance(node, Scalar) else _start(node)
    subject = name if " of " in str(name) else f"'{name}'"
    return codes.WRONG_TYPE.at(place, f"expected {expected} for {subject}, got {_shown(node)}", hint)


def _type_hint(types: list[str], node: Scalar, name: str) -> str:
    """Return what to write instead of a single value of another type."""
    if node.value is None:
        return _EXAMPLES.get(name, "give it a value or remove the key")
    if isinstance(node.value, str) and "array" in types:
        return f"write [{node.text}]"
    if node.quoted and _reads_as(node.text, types):
        return "remove the quotes"
    if "string" in types and "boolean" not in types:
        return f'write "{node.text}" in quotes'
    # What YAML itself reads as another truth value, number or date is told in the message.
    return how_to_write(node.text, types) if isinstance(node.value, str) else ""


def _is_count(node: Node) -> bool:
    """Airflow reads the number of retries from text as well."""
    return isinstance(node, Scalar) and isinstance(node.value, str) and node.value.isdecimal()


def _reads_as(text: str, types: list[str]) -> bool:
    is_number = text.strip().lstrip("+-").isdigit() and ("integer" in types or "number" in types)
    return is_number or ("boolean" in types and text.lower() in ("true", "false"))


def _shown(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return f"'{node.text}', which YAML reads as {str(node.value).lower()}"
    kind = {str: "the text ", int: "the number ", float: "the number "}.get(type(node.value), "the date ")
    return f"{kind}'{node.text[:60]}'"


def _wrong_value(kind: str, error: Any, node: Node, name: str) -> Diagnostic:
    text = node.text[:60] if isinstance(node, Scalar) else _shown(node)
    if kind == "enum":
        options = [str(option) for option in error.kind.options]
        hint = did_you_mean(text, options) or f"one of: {', '.join(options)}"
        return codes.WRONG_VALUE.at(node.place, f"unknown {name.replace('_', ' ')} '{text}'", hint)
    if kind == "minimum":
        limit = error.kind.limit
        return codes.WRONG_VALUE.at(
            node.place, f"'{name}' is at least {limit}, got {text}", f"write {limit} or more"
        )
    if kind == "maxLength":
        limit = error.kind.limit
        return codes.WRONG_VALUE.at(node.place, f"longer than {limit} characters: '{text}...'", "shorten it")
    return codes.WRONG_VALUE.at(node.place, f"'{text}' does not fit '{name}': {error.message[:200]}")
