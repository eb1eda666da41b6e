"""What the question for a dotted path can be answered with."""

from __future__ import annotations

from dataclasses import dataclass

from dagspec.catalogue.definition import Class, Function, Value


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a dotted path names: ``path`` is where it is really defined.

    ``deprecated_for`` is the new path when Airflow accepts the one asked for only for now.
    """

    path: str
    module: str
    definition: Class | Function | Value
    deprecated_for: str = ""


@dataclass(frozen=True, slots=True)
class Opaque:
    """The path exists as far as anyone can tell, but what it names cannot be read (C, dynamic names)."""

    path: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The path names nothing: ``known`` is the part that exists, ``word`` the first that does not."""

    path: str
    known: str
    word: str
    is_module: bool
    nearest: str = ""


Answer = Resolved | Opaque | Missing
