"""What a Python file defines: the dataclasses that the reader fills and the rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from dagspec.catalogue.signature import Signature


@dataclass(frozen=True, slots=True)
class Function:
    """A function or a lambda.

    ``makes`` is the operator class when it is a task decorator; ``keeps`` says that it is a decorator
    whose functions keep their signature (``functools.wraps``).
    """

    signature: Signature
    line: int = 0
    doc: str = ""
    decorators: tuple[str, ...] = ()
    is_async: bool = False
    makes: str = ""
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Initializer:
    """An ``__init__``: its parameters and what it hands on to the next class."""

    signature: Signature
    forwards: bool = False
    fixed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """A class; ``lists`` holds attributes such as template_fields, in the notation of `sequence`."""

    name: str
    bases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    initializer: Initializer | None = None
    call: Function | None = None
    line: int = 0
    doc: str = ""
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """A name that comes from elsewhere; without ``name`` it is the module itself."""

    module: str
    name: str = ""
    typing_only: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A name bound to something else; ``kind`` is literal, alias, type (if it is one), call or other."""

    kind: str
    text: str = ""
    line: int = 0
    keys: tuple[str, ...] = ()


Definition = Function | Class | Import | Value


@dataclass(frozen=True, slots=True)
class Module:
    """One file: its names (each with every definition it may have, first choice first).

    ``lookup`` is what a module-level ``__getattr__`` finds, as candidates of dotted paths;
    ``virtual`` are the deprecated submodules that Airflow's packages pretend to have; ``rebound`` are the
    names that it binds more than once, perhaps in branches of which one is taken.
    """

    name: str
    names: dict[str, tuple[Definition, ...]] = field(default_factory=dict)
    stars: tuple[str, ...] = ()
    lookup: dict[str, tuple[str, ...]] = field(default_factory=dict)
    virtual: dict[str, dict[str, str]] = field(default_factory=dict)
    dynamic: bool = False
    rebound: tuple[str, ...] = ()
