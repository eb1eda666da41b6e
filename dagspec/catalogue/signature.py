"""The parameters of a function, read from its source text."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from dagspec.catalogue import docstring

_LONGEST_DEFAULT = 60


class Kind(StrEnum):
    """How a parameter takes its argument."""

    POSITIONAL_ONLY = "positional-only"
    POSITIONAL = "positional"
    ARGS = "args"
    KEYWORD_ONLY = "keyword-only"
    KWARGS = "kwargs"


@dataclass(frozen=True)
class Parameter:
    """One parameter; ``default`` is its source text, or None when an argument is required."""

    name: str
    kind: Kind = Kind.POSITIONAL
    annotation: str = ""
    default: str | None = None
    doc: str = ""

    @cached_property
    def required(self) -> bool:
        """Whether a call without this parameter fails."""
        return self.default is None and self.kind not in {Kind.ARGS, Kind.KWARGS}

    @cached_property
    def deprecated(self) -> bool:
        """Whether its documentation calls it deprecated."""
        return re.search(r"^\W*deprecated|\(deprecated", self.doc, re.IGNORECASE) is not None


@dataclass(frozen=True)
class Signature:
    """All parameters of a function in order, without ``self`` or ``cls``."""

    parameters: tuple[Parameter, ...] = ()

    @cached_property
    def positional(self) -> tuple[Parameter, ...]:
        """Those that ``f(1, 2)`` fills, in order."""
        return tuple(p for p in self.parameters if p.kind in {Kind.POSITIONAL_ONLY, Kind.POSITIONAL})

    @cached_property
    def by_name(self) -> dict[str, Parameter]:
        """Those that ``f(name=1)`` fills."""
        return {p.name: p for p in self.parameters if p.kind in {Kind.POSITIONAL, Kind.KEYWORD_ONLY}}

    @cached_property
    def takes_any_name(self) -> bool:
        """Whether it has ``**kwargs``."""
        return any(p.kind is Kind.KWARGS for p in self.parameters)

    @cached_property
    def takes_any_number(self) -> bool:
        """Whether it has ``*args``."""
        return any(p.kind is Kind.ARGS for p in self.parameters)

    def without_first(self) -> Signature:
        """Return the signature of the bound method."""
        if self.parameters and self.parameters[0].kind in {Kind.POSITIONAL_ONLY, Kind.POSITIONAL}:
            return replace(self, parameters=self.parameters[1:])
        return self

    def documented(self, docs: dict[str, str]) -> Signature:
        """Return the same signature with what a docstring says about its parameters."""
        explained = (replace(p, doc=docs.get(p.name, p.doc)) for p in self.parameters)
        return replace(self, parameters=tuple(explained))


def read_signature(arguments: ast.arguments, text: str = "") -> Signature:
    """Read the parameters of a ``def`` or ``lambda``, explained by its docstring."""
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults = [None] * missing + [ast.unparse(d)[:_LONGEST_DEFAULT] for d in arguments.defaults]
    only = len(arguments.posonlyargs)
    found = [
        _parameter(arg, Kind.POSITIONAL_ONLY if index < only else Kind.POSITIONAL, default)
        for index, (arg, default) in enumerate(zip(positional, defaults, strict=True))
    ]
    if arguments.vararg:
        found.append(_parameter(arguments.vararg, Kind.ARGS, None))
    for arg, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        default = None if value is None else ast.unparse(value)[:_LONGEST_DEFAULT]
        found.append(_parameter(arg, Kind.KEYWORD_ONLY, default))
    if arguments.kwarg:
        found.append(_parameter(arguments.kwarg, Kind.KWARGS, None))
    signature = Signature(tuple(found))
    return signature.documented(docstring.parameter_docs(text)) if text else signature


def _parameter(arg: ast.arg, kind: Kind, default: str | None) -> Parameter:
    annotation = ast.unparse(arg.annotation) if arg.annotation else ""
    return Parameter(arg.arg, kind, annotation, default)
