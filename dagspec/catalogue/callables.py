"""What a callable named in a spec is: a function with its parameters, a class, or something else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from dagspec.catalogue.ancestry import Argument, Constructor, Line, constructor_of, line_of
from dagspec.catalogue.answer import Answer, Opaque, Resolved
from dagspec.catalogue.definition import Class, Function, Value
from dagspec.catalogue.library import Library
from dagspec.catalogue.named_types import write_out
from dagspec.catalogue.signature import Kind, Parameter, Signature

# Decorators that leave the parameters as they are written.
_FAITHFUL = {
    "cache",
    "lru_cache",
    "wraps",
    "staticmethod",
    "override",
    "deprecated",
    "no_type_check",
    "final",
}
_TASK_WORDS = {"task", "task_group", "setup", "teardown"}


class Sort(StrEnum):
    """What the name stands for."""

    FUNCTION = "function"
    CLASS = "class"
    TASK = "task"
    VALUE = "value"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Callee:
    """Something a spec names to be called; without a ``signature`` its parameters cannot be told."""

    path: str
    sort: Sort
    module: str = ""
    signature: Signature | None = None
    doc: str = ""
    text: str = ""
    is_notifier: bool = False
    is_async: bool = False

    @cached_property
    def name(self) -> str:
        """Its last name."""
        return self.path.rpartition(".")[2]

    @cached_property
    def is_private(self) -> bool:
        """Whether its name, or that of a module on the way to it, starts with one underscore."""
        return any(
            word.startswith("_") and not word.startswith("__") for word in self.path.split(".") if word
        )


def read_callable(library: Library, asked: str, answer: Answer) -> Callee | None:
    """Describe what a path names; None when it names nothing."""
    if isinstance(answer, Opaque):
        return Callee(asked, Sort.UNKNOWN)
    if not isinstance(answer, Resolved):
        return None
    match answer.definition:
        case Function() as function:
            return _function(library, asked, answer, function)
        case Class():
            return _class(library, asked, answer)
        case Value(kind="literal", text=text):
            return Callee(asked, Sort.VALUE, answer.module, text=text)
    return Callee(asked, Sort.UNKNOWN, answer.module)


def _function(library: Library, asked: str, answer: Resolved, function: Function) -> Callee:
    words = [text.partition("(")[0] for text in function.decorators]
    if any(word.rpartition(".")[2] in _TASK_WORDS or word.startswith("task.") for word in words):
        return Callee(asked, Sort.TASK, answer.module, doc=function.doc)
    is_faithful = all(_is_faithful(library, answer.module, word) for word in words)
    signature = _written_out(library, answer.module, function.signature) if is_faithful else None
    return Callee(asked, Sort.FUNCTION, answer.module, signature, function.doc, is_async=function.is_async)


def _written_out(library: Library, module: str, signature: Signature) -> Signature:
    parameters = (
        replace(parameter, annotation=write_out(library, module, parameter.annotation))
        for parameter in signature.parameters
    )
    return Signature(tuple(parameters))


def _is_faithful(library: Library, module: str, word: str) -> bool:
    """Whether a decorator leaves the parameters of its function as they are written."""
    if word.rpartition(".")[2] in _FAITHFUL:
        return True
    found = library.resolve_in(module, word)
    function = found.definition if isinstance(found, Resolved) else None
    return isinstance(function, Function) and function.keeps


def _class(library: Library, asked: str, answer: Resolved) -> Callee:
    line = line_of(library, answer)
    constructor = constructor_of(line)
    signature = None if constructor.is_open or not _is_plain(line) else _signature(library, constructor)
    doc = line.ancestors[0].definition.doc
    return Callee(asked, Sort.CLASS, answer.module, signature, doc, is_notifier=_has(line, "notify"))


def _is_plain(line: Line) -> bool:
    """Whether calling the class runs its ``__init__`` as written."""
    return not any("__new__" in ancestor.definition.members for ancestor in line.ancestors)


def _has(line: Line, name: str) -> bool:
    return any(name in ancestor.definition.members for ancestor in line.ancestors)


def _signature(library: Library, constructor: Constructor) -> Signature:
    return Signature(tuple(_keyword(library, argument) for argument in constructor.arguments.values()))


def _keyword(library: Library, argument: Argument) -> Parameter:
    parameter = argument.parameter
    annotation = write_out(library, argument.module, parameter.annotation)
    return replace(parameter, kind=Kind.KEYWORD_ONLY, annotation=annotation)
