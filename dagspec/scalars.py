"""What a single value of YAML 1.1 is: its tag by how it is written, and the Python value of that."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

import yaml

from dagspec import environment
from dagspec.tree import Place, Scalar

LONGEST_NUMBER = 4_000

TAG = "tag:yaml.org,2002:"
STR = TAG + "str"
_MERGE = TAG + "merge"
KNOWN_TAGS = {TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")}
RESOLVERS: dict[str | None, list[tuple[str, Any]]] = yaml.SafeLoader.yaml_implicit_resolvers
_BOOLEANS = yaml.SafeLoader.bool_values
_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_CONSTRUCT: dict[str, Callable[[Any], Any]] = {
    TAG + "int": _CONSTRUCTOR.construct_yaml_int,
    TAG + "float": _CONSTRUCTOR.construct_yaml_float,
    TAG + "timestamp": _CONSTRUCTOR.construct_yaml_timestamp,
}

# What `value` raises for text that is none of them.
NO_VALUE = (ValueError, AttributeError, OverflowError, IndexError)


def value(tag: str, text: str) -> Any:
    """Return the Python value of a text with a tag; raises one of `NO_VALUE` when it has none."""
    if tag == TAG + "bool":
        return _BOOLEANS.get(text.lower(), text)
    if tag == TAG + "null":
        return None
    if tag not in _CONSTRUCT or len(text) > LONGEST_NUMBER:  # digits to the base of 60 would take seconds
        return text
    return _CONSTRUCT[tag](yaml.ScalarNode(tag, text))


def resolve(text: str) -> str:
    """Return the tag that YAML 1.1 gives to an unquoted text."""
    for tag, pattern in RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return STR if tag == _MERGE else tag
    return STR


def plain_scalar(hidden: str, place: Place, variables: AbstractMapping[str, str]) -> Scalar | None:
    """Return what an unquoted text without a tag is, given it hidden; None if it has a fault."""
    undefined: list[str] = []
    text = environment.fill_in(environment.show(hidden), variables, undefined) if "$" in hidden else hidden
    try:
        found = value(resolve(text), text)
    except NO_VALUE:
        return None
    return None if undefined else Scalar(place, found, text, False, "", text != hidden)
