"""Reads openapi.yaml, the description of every answer; tests hold it and the app together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("openapi.yaml")


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked, for the page of the interfaces."""

    method: str
    path: str
    tag: str
    summary: str
    description: str
    parameters: tuple[Mapping[str, Any], ...]
    responses: Mapping[str, str]


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    found: dict[str, Any] = yaml.load(FILE.read_text(), Loader=yaml.CSafeLoader)
    return found


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation in the order of the file."""
    return tuple(
        _operation(method.upper(), path, each)
        for path, methods in document()["paths"].items()
        for method, each in methods.items()
    )


def _operation(method: str, path: str, found: Mapping[str, Any]) -> Operation:
    return Operation(
        method=method,
        path=path,
        tag=found["tags"][0],
        summary=found["summary"],
        description=found.get("description", ""),
        parameters=tuple(_resolve(each) for each in found.get("parameters", ())),
        responses={code: _resolve(each)["description"] for code, each in found["responses"].items()},
    )


def _resolve(found: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in found:
        return found
    place: Any = document()
    for step in found["$ref"].removeprefix("#/").split("/"):
        place = place[step]
    resolved: Mapping[str, Any] = place
    return resolved
