"""The project's own functions as an editor offers them: names, docstrings, arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dagspec.catalogue.annotation import Shape, read_annotation
from dagspec.catalogue.callables import Callee
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.definition import Function
from dagspec.catalogue.signature import Parameter
from dagspec.editor.types import can_be_written, parameter_schema


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A public function of one of the project's packages."""

    path: str
    callee: Callee
    required: tuple[Parameter, ...]

    @property
    def is_offered(self) -> bool:
        """Whether a spec can call it: it is documented, and YAML can write what it requires."""
        return bool(self.callee.doc) and all(can_be_written(one.annotation) for one in self.required)

    def shape_of(self, parameter: Parameter, catalogue: Catalogue) -> Shape:
        """Return what a parameter takes; its named types have been written out."""
        module = self.callee.module
        return read_annotation(parameter.annotation, lambda name: catalogue.is_class(module, name))


def own_functions(catalogue: Catalogue, packages: Iterable[str]) -> tuple[OwnFunction, ...]:
    """Return every public function that is defined in the packages, by name."""
    found = (function for package in packages for function in _functions(catalogue, package))
    return tuple(sorted(found, key=lambda function: function.path))


def callable_schema(functions: tuple[OwnFunction, ...], packages: tuple[str, ...]) -> dict[str, Any]:
    """Offer the project's functions; within its packages nothing else is right, elsewhere anything is."""
    elsewhere: dict[str, Any] = {"type": "string"}
    if packages:
        elsewhere["not"] = {"pattern": rf"^({'|'.join(packages)})\."}
    offered = [function for function in functions if function.is_offered]
    if not offered:
        return {"type": "string"}
    listed = [{"const": function.path, "description": _heading(function)} for function in offered]
    # What exists is right, but only what a spec can call is worth a place in a list of suggestions.
    rest = "|".join(re.escape(function.path) for function in functions if not function.is_offered)
    return {"anyOf": [*listed, elsewhere, *([{"pattern": f"^({rest})$"}] if rest else [])]}


def argument_rules(catalogue: Catalogue, functions: tuple[OwnFunction, ...]) -> Iterator[dict[str, Any]]:
    """Yield for each function what its op_kwargs are."""
    for function in functions:
        signature = function.callee.signature
        if signature is None or not function.is_offered:
            continue
        arguments: dict[str, Any] = {
            "description": _heading(function),
            "properties": {
                name: parameter_schema(parameter, function.shape_of(parameter, catalogue))
                for name, parameter in signature.by_name.items()
            },
        }
        if not signature.takes_any_name:
            arguments["additionalProperties"] = False
        required = [parameter.name for parameter in function.required]
        called: dict[str, Any] = {"properties": {"python_callable": {"const": function.path}}}
        called["required"] = ["python_callable"]
        yield {"if": called, "then": {"properties": {"op_kwargs": arguments}}}
        if required:
            # Arguments may come by position or from a mapping instead, and then nobody can tell here.
            alone = {**called, "not": {"anyOf": [{"required": [key]} for key in ("op_args", "expand")]}}
            # A template in place of the whole mapping is text, and "required" says nothing about text.
            then = {"required": ["op_kwargs"], "properties": {"op_kwargs": {"required": required}}}
            yield {"if": alone, "then": then}


def _required(callee: Callee, catalogue: Catalogue) -> tuple[Parameter, ...]:
    """Airflow itself fills in what it has under the same name, such as ti or run_id."""
    named = callee.signature.by_name.values() if callee.signature else ()
    return tuple(one for one in named if one.required and one.name not in catalogue.context_names)


def _heading(function: OwnFunction) -> str:
    signature = function.callee.signature
    names = ", ".join(parameter.name for parameter in signature.parameters) if signature else "..."
    return f"{function.callee.name}({names})\n\n{function.callee.doc}".strip()


def _functions(catalogue: Catalogue, package: str) -> Iterator[OwnFunction]:
    for module in _modules(catalogue, package):
        read = catalogue.library.module(module)
        for name, definitions in read.names.items() if read else ():
            path = f"{module}.{name}"
            if name.startswith("_") or not isinstance(definitions[0], Function):
                continue
            callee = catalogue.callable(path)
            if callee:
                yield OwnFunction(path, callee, _required(callee, catalogue))


def _modules(catalogue: Catalogue, name: str) -> Iterator[str]:
    yield name
    for inner in catalogue.library.finder.submodules(name):
        if not inner.startswith("_"):
            yield from _modules(catalogue, f"{name}.{inner}")
