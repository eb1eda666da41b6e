"""Python annotations as JSON Schema, and what may stand in place of any value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from dagspec.catalogue.annotation import Shape, read_annotation
from dagspec.catalogue.bounds import Bound, in_short
from dagspec.catalogue.signature import Parameter

# A template, an environment variable, or a reference to another task's result may stand for any value.
STAND_IN: dict[str, Any] = {"type": "string", "pattern": r"\{\{|\{%|\$\{|^\+\w"}
_DURATION: dict[str, Any] = {"$ref": "#/definitions/duration"}
_BOUNDS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}
_TYPES: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "None": {"type": "null"},
    "list": {"type": "array"},
    "dict": {"type": "object"},
    "timedelta": _DURATION,
    "datetime": {"$ref": "#/definitions/date"},
    "callable": {"type": "string"},
}


def parameter_schema(parameter: Parameter, shape: Shape) -> dict[str, Any]:
    """Return what may be written for a parameter, and what its documentation says."""
    return {**_described(parameter), **value_schema(shape)}


def can_be_written(annotation: str) -> bool:
    """Tell whether YAML has values for an annotation; without one, anybody's guess is as good."""
    return annotation in ("", "Any", "typing.Any", "object") or bool(
        value_schema(read_annotation(annotation))
    )


def value_schema(shape: Shape) -> dict[str, Any]:
    """Return the schema of a shape; one that is not clear allows everything."""
    if not shape.kinds or "object" in shape.kinds:
        return {}
    options = [_option(kind, shape) for kind in sorted(shape.kinds) if kind in _TYPES]
    if shape.choices:
        options.insert(0, {"enum": list(shape.choices)})
    if not options:
        return {}
    return {"anyOf": [*options, STAND_IN]} if options != [{"type": "string"}] else options[0]


def _option(kind: str, shape: Shape) -> dict[str, Any]:
    option = dict(_TYPES[kind])
    if kind in {"int", "float"}:
        option.update(_tightest(shape.bounds))
    if kind == "list" and shape.item:
        option["items"] = value_schema(shape.item)
    if kind == "dict" and shape.value:
        option["additionalProperties"] = value_schema(shape.value)
    if kind == "dict" and shape.key:
        option["propertyNames"] = {"anyOf": [{"enum": [str(one) for one in shape.key.choices]}, STAND_IN]}
    return option


def _tightest(bounds: Iterable[Bound]) -> dict[str, float]:
    """Return bounds in the words of JSON Schema, which knows one of each sort."""
    found: dict[str, float] = {}
    for bound in bounds:
        word = _BOUNDS[bound.relation]
        tighter = max if bound.relation in ("gt", "ge") else min
        found[word] = tighter(found.get(word, bound.limit), bound.limit)
    return {word: limit for word, limit in found.items() if abs(limit) != math.inf}


def _described(parameter: Parameter) -> dict[str, Any]:
    # Plain text: editors show the backticks of a description as they are.
    about = " ".join(parameter.doc.replace("`", "").split())
    default = f"default {parameter.default}" if parameter.default not in (None, "...") else ""
    words = "; ".join(part for part in (in_short(parameter.annotation), default) if part)
    text = "\n\n".join(part for part in (about, words) if part)
    return {"description": text} if text else {}
