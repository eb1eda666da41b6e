"""Python annotations as JSON Schema, and what may stand in place of any value."""

from __future__ import annotations

from typing import Any

from dagspec.catalogue.annotation import Shape, read_annotation
from dagspec.catalogue.bounds import in_short
from dagspec.catalogue.catalogue import Catalogue
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


def parameter_schema(parameter: Parameter, module: str, catalogue: Catalogue) -> dict[str, Any]:
    """Return what may be written for a parameter, and what its documentation says."""
    return {**_described(parameter), **value_schema(catalogue.shape(module, parameter.annotation))}


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
        option.update({_BOUNDS[bound.relation]: bound.limit for bound in shape.bounds})
    if kind == "list" and shape.item:
        option["items"] = value_schema(shape.item)
    if kind == "dict" and shape.value:
        option["additionalProperties"] = value_schema(shape.value)
    if kind == "dict" and shape.key:
        option["propertyNames"] = {"enum": list(shape.key.choices)}
    return option


def _described(parameter: Parameter) -> dict[str, Any]:
    # Plain text: editors show the backticks of a description as they are.
    about = " ".join(parameter.doc.replace("`", "").split())
    default = f"default {parameter.default}" if parameter.default not in (None, "...") else ""
    words = "; ".join(part for part in (in_short(parameter.annotation), default) if part)
    text = "\n\n".join(part for part in (about, words) if part)
    return {"description": text} if text else {}
