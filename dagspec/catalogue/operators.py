"""What an operator or a task decorator is and takes, through its whole inheritance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dagspec.catalogue import ancestry
from dagspec.catalogue.ancestry import Argument, Constructor, Line
from dagspec.catalogue.answer import Resolved
from dagspec.catalogue.definition import Class, Function, Value
from dagspec.catalogue.library import Library

BASE = "airflow.sdk.bases.operator.BaseOperator"
SENSOR = "airflow.sdk.bases.sensor.BaseSensorOperator"
PYTHON = "airflow.providers.standard.operators.python.PythonOperator"
PYTHON_SENSOR = "airflow.providers.standard.sensors.python.PythonSensor"
TASK = "airflow.sdk.definitions.decorators.task"
_HOMES = ("operators", "sensors", "notifications")
_SUPPLIED = {"task_id", "dag", "task_group", "default_args"}
_FROM_DECORATOR = {"python_callable", "op_args", "op_kwargs", "multiple_outputs"}
_USE_INSTEAD = re.compile(r"use_instead=['\"]([^'\"]+)['\"]")
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_ENTRY = re.compile(r"\{[^{}]*\}")
_FIELD = re.compile(r"['\"](class-name|name)['\"]:\s*['\"]([\w.]+)['\"]")


@dataclass(frozen=True)
class Operator:
    """An operator class; ``fields`` are its templated ones, None when that cannot be told."""

    path: str
    name: str
    doc: str
    line: Line
    constructor: Constructor
    fields: tuple[str, ...] | None
    extensions: tuple[str, ...] | None
    modes: tuple[str, ...] | None
    deprecated_for: str = ""
    is_deprecated: bool = False

    @cached_property
    def is_operator(self) -> bool:
        """Whether Airflow takes it as a task; unreadable ancestors count in its favour."""
        return self.line.has(BASE) or not self.line.is_whole

    @cached_property
    def is_sensor(self) -> bool:
        """Whether it waits for something."""
        return self.line.has(SENSOR)

    @cached_property
    def calls_python(self) -> bool:
        """Whether dag-factory turns its ``python_callable`` from text into a function."""
        return self.line.has(PYTHON) or self.line.has(PYTHON_SENSOR)

    def is_a(self, path: str) -> bool:
        """Say whether it inherits from a class."""
        return self.line.has(path)

    @cached_property
    def arguments(self) -> dict[str, Argument]:
        """The parameters that a spec may set, by name; dag-factory itself gives the task its id and DAG."""
        return {n: a for n, a in self.constructor.arguments.items() if n not in _SUPPLIED}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The parameters that a spec must set."""
        return tuple(name for name in self.constructor.required if name not in _SUPPLIED)


@dataclass(frozen=True)
class Decorator:
    """A task decorator and the operator that it makes of a function."""

    path: str
    operator: Operator
    deprecated_for: str = ""

    @cached_property
    def arguments(self) -> dict[str, Argument]:
        """The operator's parameters that a spec may set, without those that the decorator fills itself."""
        kept = {n: a for n, a in self.operator.arguments.items() if n not in _FROM_DECORATOR}
        own = self.operator.constructor.arguments
        return kept | {"multiple_outputs": own["multiple_outputs"]} if "multiple_outputs" in own else kept

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The operator's parameters that a spec must set."""
        return tuple(name for name in self.operator.required if name not in _FROM_DECORATOR)


def read_operator(library: Library, found: Resolved) -> Operator | None:
    """Describe a class; None for anything else."""
    if not isinstance(found.definition, Class):
        return None
    line = ancestry.line_of(library, found)
    marks = [_USE_INSTEAD.search(text) for text in found.definition.decorators if "deprecated" in text]
    instead = next((mark[1] for mark in marks if mark), "")
    return Operator(
        path=found.path,
        name=found.definition.name,
        doc=found.definition.doc,
        line=line,
        constructor=ancestry.constructor_of(line),
        fields=ancestry.list_of(library, line, "template_fields"),
        extensions=ancestry.list_of(library, line, "template_ext"),
        modes=ancestry.list_of(library, line, "valid_modes"),
        deprecated_for=found.deprecated_for or instead,
        is_deprecated=bool(marks),
    )


def read_decorator(library: Library, found: Resolved) -> Decorator | None:
    """Describe what makes tasks of functions; None for anything else."""
    if isinstance(found.definition, Value) and found.path == TASK:
        target = library.resolve(task_decorators(library).get("python", ""))
        return _decorator(library, target, found) if isinstance(target, Resolved) else None
    return _decorator(library, found, found)


def _decorator(library: Library, function: Resolved, asked: Resolved) -> Decorator | None:
    if not isinstance(function.definition, Function) or not function.definition.makes:
        return None
    made = library.resolve_in(function.module, function.definition.makes)
    operator = read_operator(library, made) if isinstance(made, Resolved) else None
    return Decorator(asked.path, operator, asked.deprecated_for) if operator else None


def task_decorators(library: Library) -> dict[str, str]:
    """Return ``@task.NAME`` -> the path of its function, as the installed providers announce them."""
    found: dict[str, str] = {}
    for package in _providers(library):
        module = library.finder.find(f"{package}.get_provider_info")
        if module and module.file:
            text = module.file.read_text(encoding="utf-8", errors="replace")
            found = {**dict(_announced(text)), **found}
    return found


def _announced(text: str) -> Iterator[tuple[str, str]]:
    _, _, table = text.partition("task-decorators")
    for entry in _ENTRY.finditer(table.partition("]")[0]):
        fields = dict(_FIELD.findall(entry[0]))
        if {"name", "class-name"} <= fields.keys():
            yield fields["name"], fields["class-name"]


def _providers(library: Library) -> list[str]:
    """Return the provider packages; the standard one first, since it has nearly all decorators."""
    root = "airflow.providers"
    packages = [f"{root}.{name}" for name in library.finder.submodules(root)]
    packages += [f"{package}.{name}" for package in packages for name in library.finder.submodules(package)]
    announcing = [name for name in packages if "get_provider_info" in library.finder.submodules(name)]
    return sorted(announcing, key=lambda name: (not name.endswith(".standard"), name))


def homes(library: Library) -> dict[str, tuple[str, ...]]:
    """Return the name of each class among the providers' operators and sensors, with all its paths."""
    found: dict[str, tuple[str, ...]] = {}
    paths = (f"{package}.{part}" for package in _providers(library) for part in _HOMES)
    for module in (f"{path}.{name}" for path in paths for name in library.finder.submodules(path)):
        for name in dict.fromkeys(_CLASS.findall(_text_of(library, module))):
            found[name] = (*found.get(name, ()), f"{module}.{name}")
    return found


def _text_of(library: Library, module: str) -> str:
    found = library.finder.find(module)
    return found.file.read_text(encoding="utf-8", errors="replace") if found and found.file else ""
