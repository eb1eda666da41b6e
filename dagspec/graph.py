"""The tasks of a DAG as a graph: its edges, implied ones too, and which group holds what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dagspec.spec import Dag, Task
from dagspec.tree import Scalar, plain

DEFAULT_RULE = "all_success"
# `+task` and `+task['key']` in a decorated task, `task.output` and `XcomArg(task)` when it is mapped.
_REFERENCE = re.compile(r"\+(\w+)(?:\[.*\])?|([\w.-]+)\.output|XcomArg\(+([\w.-]+?)\)+")


@dataclass(frozen=True, slots=True)
class Edge:
    """Two names of tasks or groups: `source` runs before `target`; `data` when its result is handed on."""

    source: str
    target: str
    data: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a walk through a DAG: a group opens, a group closes, or a task stands here."""

    depth: int
    opens: str = ""
    closes: str = ""
    task: Task | None = None


def edges(dag: Dag) -> tuple[Edge, ...]:
    """Return each edge once, in the order of the file; names that stand for nothing are left out."""
    known = {task.task_id for task in dag.tasks} | {group.name for group in dag.groups}
    found: dict[tuple[str, str], Edge] = {}
    for task in dag.tasks:
        for dependency in task.dependencies:
            found.setdefault((dependency.value, task.task_id), Edge(dependency.value, task.task_id))
        for name in _references(task):
            found.setdefault((name, task.task_id), Edge(name, task.task_id, data=True))
    for group in dag.groups:
        for dependency in group.dependencies:
            found.setdefault((dependency.value, group.name), Edge(dependency.value, group.name))
    return tuple(edge for edge in found.values() if edge.source in known and edge.target != edge.source)


def trigger_rule(task: Task) -> str:
    """Return the trigger rule that counts for a task."""
    node = task.setting("trigger_rule")
    return str(node.value) if isinstance(node, Scalar) else DEFAULT_RULE


def notes(task: Task) -> list[str]:
    """Return what a drawing says below the name of a task."""
    rule = trigger_rule(task)
    return [*([rule] if rule != DEFAULT_RULE else []), *(["mapped"] if "expand" in task.body else [])]


def _references(task: Task) -> Iterator[str]:
    arguments: list[Any] = []
    if task.decorator:
        arguments.append({key: plain(pair.value) for key, pair in task.body.pairs.items()})
    arguments.append([plain(task.body.get("expand")), plain(task.body.get("partial"))])
    for text in _texts(arguments):
        match = _REFERENCE.fullmatch(text)
        if match:
            yield match[1] or match[2] or match[3]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def walk(dag: Dag) -> Iterator[Step]:
    """Yield the groups as they open and close, with the tasks in them; however deep they stand."""
    inside = _members(dag)
    ahead: list[Step] = _steps(inside[None], 0)
    while ahead:
        step = ahead.pop()
        yield step
        if step.opens:
            ahead.append(Step(step.depth, closes=step.opens))
            ahead += _steps(inside[step.opens], step.depth + 1)


def _steps(members: tuple[list[str], list[Task]], depth: int) -> list[Step]:
    """Return what stands in a group, the last first: groups come before tasks."""
    groups, tasks = members
    in_order = [*(Step(depth, opens=name) for name in groups), *(Step(depth, task=task) for task in tasks)]
    return in_order[::-1]


def _members(dag: Dag) -> dict[str | None, tuple[list[str], list[Task]]]:
    """Return the groups and tasks that stand directly in each group; None is the DAG itself."""
    named = [group for group in dag.groups if group.name]
    parents = {group.name: group.parent.value if group.parent else None for group in named}
    inside: dict[str | None, tuple[list[str], list[Task]]] = {name: ([], []) for name in (None, *parents)}
    reached = _reached(parents)
    for name, parent in parents.items():
        if name in reached:
            inside[parent if parent in parents else None][0].append(name)
    for task in dag.tasks:
        home = task.group.value if task.group and task.group.value in reached else None
        inside[home][1].append(task)
    return inside


def _reached(parents: dict[str, str | None]) -> set[str]:
    """Return the groups that stand in the DAG; those in a circle stand nowhere, and the check says so."""
    children: dict[str | None, list[str]] = {}
    for name, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(name)
    found, open_ones = set[str](), list(children.get(None, ()))
    while open_ones:
        name = open_ones.pop()
        found.add(name)
        open_ones += children.get(name, ())
    return found
