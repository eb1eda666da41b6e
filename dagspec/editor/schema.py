"""The schema of the format, with this project's own functions and the operators that it uses."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from dagspec import schema
from dagspec.catalogue.catalogue import Catalogue
from dagspec.editor.functions import argument_rules, callable_schema, own_functions
from dagspec.editor.operators import choice, operator_docs, parameter_rules, with_stand_ins
from dagspec.packages import named_functions, packages_of
from dagspec.project import Project


def project_schema(
    project: Project, catalogue: Catalogue, folder: Path, packages: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the schema for the specs of a project; `packages` are offered even when no spec names them."""
    document: dict[str, Any] = with_stand_ins(deepcopy(schema.document()))
    named = sorted(set(named_functions(project)))
    own = tuple(dict.fromkeys([*packages, *packages_of(catalogue, named, folder)]))
    functions = own_functions(catalogue, own)
    operators, decorators = _used(project, "operator"), _used(project, "decorator")
    task = document["definitions"]["task"]
    known = task["properties"]
    docs = operator_docs(catalogue, operators)
    known["operator"] = choice(_offered(known["operator"], operators), docs, known["operator"])
    known["decorator"] = choice(_offered(known["decorator"], decorators), {}, known["decorator"])
    about = known["python_callable"]["description"]
    known["python_callable"] = {"description": about, **callable_schema(functions, own)}
    rules = [
        *parameter_rules(catalogue, operators, tuple(known), _inherited(project)),
        *argument_rules(catalogue, functions),
    ]
    task["allOf"] = [*task.get("allOf", []), *rules]
    document["title"] = "Pipeline spec of this project"
    document["$comment"] = "Made by `dagspec schema`; do not edit."
    del document["$id"]
    return document


def _offered(known: dict[str, Any], used: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*used, *known.get("examples", ())]))


def _used(project: Project, key: str) -> tuple[str, ...]:
    bodies = (task.body for spec in project.specs for dag in spec.dags for task in dag.tasks)
    return tuple(sorted({path for body in bodies if (path := body.text(key))}))


def _inherited(project: Project) -> frozenset[str]:
    """Return every parameter that some default_args set, so that a task need not."""
    keys: set[str] = set()
    for spec in project.specs:
        for dag in spec.dags:
            keys |= {str(key) for task in dag.tasks for key in task.inherited.pairs}
    return frozenset(keys)
