"""DS201 to DS203, DS505: every DAG, task and group has a name that Airflow takes, and its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagspec import codes
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.rules.news import news_of
from dagspec.spec import NOT_DAGS, Dag, Group, Spec, Task
from dagspec.summary import full_ids
from dagspec.tree import Mapping, Scalar

# airflow.sdk.definitions._internal.node: KEY_REGEX and GROUP_KEY_REGEX.
_KEY, _KEY_LENGTH = re.compile(r"[\w.-]+"), 250
_GROUP, _GROUP_LENGTH = re.compile(r"[\w-]+"), 200


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the names in one file."""
    root = spec.source.root
    if root is not None and all(pair.key.value in NOT_DAGS for pair in root):
        place = next((pair.key.place for pair in root), root.place)
        yield codes.NO_DAGS.at(place, "no DAG in this file", "write 'my_dag:' at the top and its tasks below")
    for dag in spec.dags:
        yield from _name(dag.name_node, "DAG id", _KEY, _KEY_LENGTH)
        is_outside = root is not None and "tasks" in root  # not indented: the schema says so
        if not is_outside and ("tasks" not in dag.settings or _is_empty(dag)):
            place = dag.body.key_place("tasks") if "tasks" in dag.body else dag.place
            yield codes.NO_TASKS.at(
                place, f"DAG '{dag.dag_id}' has no tasks", "add 'tasks:' with at least one"
            )
        if not news_of(dag, context.cleared).are_values:
            yield from _tasks(dag)
            yield from _groups(dag)


def _is_empty(dag: Dag) -> bool:
    tasks = dag.settings.get("tasks")
    return tasks is not None and not isinstance(tasks, Scalar) and not _size(tasks)


def _size(node: object) -> int:
    return len(node) if isinstance(node, Mapping) else len(getattr(node, "items", ()))


def _name(node: Scalar, kind: str, pattern: re.Pattern[str], length: int) -> Iterator[Diagnostic]:
    text = str(node.value)
    if len(text) > length:
        message = f"{kind} '{text[:40]}...' has {len(text)} characters, {length} are allowed"
        yield codes.BAD_ID.at(node.place, message, "shorten it")
    elif not pattern.fullmatch(text):
        wrong = next((character for character in text if not pattern.fullmatch(character)), "")
        allowed = "letters, digits, '_', '-' and '.'" if pattern is _KEY else "letters, digits, '_' and '-'"
        message = f"{kind} '{text}' has the character '{wrong}'" if text else f"the {kind} is empty"
        yield codes.BAD_ID.at(node.place, message, f"use {allowed}")


def _tasks(dag: Dag) -> Iterator[Diagnostic]:
    first: dict[str, Task] = {}
    for task in dag.tasks:
        yield from _name(task.name_node, "task id", _KEY, _KEY_LENGTH)
        yield from _again(first.setdefault(task.task_id, task), task, "task id")
    for task, whole in zip(dag.tasks, full_ids(dag), strict=True):
        if len(whole) > _KEY_LENGTH >= len(task.task_id):
            message = f"task '{task.task_id[:40]}' is too long with the names of its groups"
            hint = f"shorten it to {_KEY_LENGTH} characters, or write 'prefix_group_id: false' in a group"
            yield codes.BAD_ID.at(task.name_node.place, message, hint)


def _groups(dag: Dag) -> Iterator[Diagnostic]:
    first: dict[str, Group] = {}
    loose = {task.task_id: task.name_node for task in dag.tasks if task.group is None}
    for group in dag.groups:
        yield from _name(group.name_node, "group name", _GROUP, _GROUP_LENGTH)
        yield from _again(first.setdefault(group.name, group), group, "group name")
        if group.name in loose and group.parent is None:
            line = loose[group.name].place.line
            message = f"group '{group.name}' has the name of the task in line {line}"
            yield codes.DUPLICATE_ID.at(group.name_node.place, message, "rename one of the two")


def _again(first: Task | Group, this: Task | Group, kind: str) -> Iterator[Diagnostic]:
    if first is this:
        return
    name, place = this.name_node, this.name_node.place
    if name is first.name_node:  # a merge (<<) brought the name along: the entry needs one of its own
        place = this.body.place
    message = f"{kind} '{name.value}' is here twice, first in line {first.name_node.place.line}"
    yield codes.DUPLICATE_ID.at(place, message, "rename one of the two")
