"""What changed in the tasks and groups of a DAG."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from dagspec.compare.change import Action, Change, What
from dagspec.compare.renames import renames, without
from dagspec.compare.values import Difference, differences, in_mappings, items
from dagspec.spec import Dag, Group, Task
from dagspec.tree import Mapping as MappingNode
from dagspec.tree import Pair, Scalar

# What a task is called and where it stands is told in words of its own.
_STANDING = ("task_id", "group_name", "dependencies", "task_group_name", "parent_group_name")


def task_changes(old: Dag, new: Dag) -> Iterator[Change]:
    """Yield the changes of tasks and groups, in the order of the new file; what was removed comes last."""
    names = {**_renamed_groups(old, new), **_renamed_tasks(old, new)}
    before = {task.task_id: task for task in old.tasks}
    origin = {names.get(task_id, task_id): task for task_id, task in before.items()}
    for task in new.tasks:
        if task.task_id in origin:
            yield from _compared(origin[task.task_id], task, new.dag_id, names)
        else:
            yield Change(What.TASK, Action.ADDED, new.dag_id, task.name_node.place, task.task_id)
    for task_id in without(origin, [task.task_id for task in new.tasks]):
        place = origin[task_id].name_node.place
        yield Change(What.TASK, Action.REMOVED, new.dag_id, place, origin[task_id].task_id)
    yield from _group_changes(old, new, names)


def _renamed_tasks(old: Dag, new: Dag) -> dict[str, str]:
    before = {task.task_id: items(task.body, _STANDING) for task in old.tasks}
    after = {task.task_id: items(task.body, _STANDING) for task in new.tasks}
    removed, added = without(before, after), without(after, before)
    return renames({name: before[name] for name in removed}, {name: after[name] for name in added})


def _renamed_groups(old: Dag, new: Dag) -> dict[str, str]:
    def contents(dag: Dag) -> dict[str, frozenset[tuple[str, str]]]:
        inside = {group.name: set(items(group.body, _STANDING)) for group in dag.groups}
        for task in dag.tasks:
            if task.group and task.group.value in inside:
                inside[task.group.value].add(("task", task.task_id))
        return {name: frozenset(found) for name, found in inside.items()}

    before, after = contents(old), contents(new)
    removed, added = without(before, after), without(after, before)
    return renames({name: before[name] for name in removed}, {name: after[name] for name in added})


def _compared(old: Task, new: Task, dag_id: str, names: Mapping[str, str]) -> Iterator[Change]:
    place = new.name_node.place
    if old.task_id != new.task_id:
        yield Change(What.TASK, Action.RENAMED, dag_id, place, new.task_id, old=old.task_id, new=new.task_id)
    home, now = _group(old, names), _group(new, {})
    if home != now:
        yield Change(What.TASK, Action.MOVED, dag_id, place, new.task_id, old=home, new=now)
    yield from _dependencies(old, new, dag_id, names)
    for found in _arguments(old, new):
        if not _follows_from(found, names):
            yield _change(found, What.ARGUMENT, dag_id, new.task_id)


def _arguments(old: Task, new: Task) -> Iterator[Difference]:
    for key in dict.fromkeys([*old.body.pairs, *new.body.pairs]):
        if key not in _STANDING:
            yield from differences(_effective(old, key), _effective(new, key), str(key))


def _effective(task: Task, key: str) -> Pair | None:
    """A setting that moves between a task and its defaults and stays the same has not changed."""
    return task.body.pairs.get(key) or task.inherited.pairs.get(key)


def _group(task: Task, names: Mapping[str, str]) -> str | None:
    return names.get(task.group.value, task.group.value) if task.group else None


def _dependencies(
    old: Task | Group, new: Task | Group, dag_id: str, names: Mapping[str, str]
) -> Iterator[Change]:
    subject = new.task_id if isinstance(new, Task) else new.name
    before = {names.get(node.value, node.value): node for node in old.dependencies}
    after: dict[str, Scalar] = {node.value: node for node in new.dependencies}
    for name in without(after, before):
        yield Change(
            What.DEPENDENCY, Action.ADDED, dag_id, after[name].place, subject, "dependencies", new=name
        )
    for name in without(before, after):
        place = new.body.key_place("dependencies")
        yield Change(
            What.DEPENDENCY, Action.REMOVED, dag_id, place, subject, "dependencies", old=before[name].value
        )


def _follows_from(found: Difference, names: Mapping[str, str]) -> bool:
    """Tell whether a text only follows a rename, as in `xcom_pull(task_ids='the_new_name')`."""
    if found.action is not Action.CHANGED or not names:
        return False
    text = json.dumps(found.old, default=str)
    for old, new in names.items():
        text = re.sub(rf"(?<![\w.\-]){re.escape(old)}(?![\w\-])", new.replace("\\", r"\\"), text)
    return text == json.dumps(found.new, default=str)


def _group_changes(old: Dag, new: Dag, names: Mapping[str, str]) -> Iterator[Change]:
    origin = {names.get(group.name, group.name): group for group in old.groups}
    for group in new.groups:
        place = group.name_node.place
        before = origin.get(group.name)
        if before is None:
            yield Change(What.GROUP, Action.ADDED, new.dag_id, place, group.name)
            continue
        if before.name != group.name:
            yield Change(
                What.GROUP, Action.RENAMED, new.dag_id, place, group.name, old=before.name, new=group.name
            )
        home = names.get(before.parent.value, before.parent.value) if before.parent else None
        now = group.parent.value if group.parent else None
        if home != now:
            yield Change(What.GROUP, Action.MOVED, new.dag_id, place, group.name, old=home, new=now)
        yield from _dependencies(before, group, new.dag_id, names)
        for found in in_mappings(_own(before.body), _own(group.body)):
            yield _change(found, What.GROUP, new.dag_id, group.name)
    for name in without(origin, [group.name for group in new.groups]):
        place = origin[name].name_node.place
        yield Change(What.GROUP, Action.REMOVED, new.dag_id, place, origin[name].name)


def _own(body: MappingNode) -> MappingNode:
    pairs = {key: pair for key, pair in body.pairs.items() if key not in _STANDING}
    return MappingNode(body.place, pairs)


def _change(found: Difference, what: What, dag_id: str, subject: str) -> Change:
    return Change(what, found.action, dag_id, found.place, subject, found.key, found.old, found.new)
