"""DS501 to DS504, DS506 to DS508: dependencies and groups that exist, once, and never in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.diagnostic import Diagnostic, did_you_mean, write_instead
from dagspec.order import Order, Point, cycles, order_of
from dagspec.project import Context
from dagspec.rules.gaps import Gaps
from dagspec.rules.news import news_of
from dagspec.spec import Dag, Group, Spec, Task
from dagspec.tree import Scalar


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the edges in one file."""
    for dag in spec.dags:
        if news_of(dag, context.cleared).are_values:
            continue
        names = {task.task_id: task for task in dag.tasks}
        groups = {group.name: group for group in dag.groups}
        gaps = Gaps(dag)
        is_whole = not (gaps.tasks or gaps.groups)
        yield from _unknown_groups(dag, groups) if not gaps.groups else ()
        for task in dag.tasks:
            yield from _dependencies(task.task_id, task, names, groups, is_whole)
        for group in dag.groups:
            yield from _dependencies(group.name, group, names, groups, is_whole)
        yield from _circles(dag)


def _unknown_groups(dag: Dag, groups: dict[str, Group]) -> Iterator[Diagnostic]:
    for task in dag.tasks:
        yield from _group(task.group, groups, "task_group_name")
    for group in dag.groups:
        yield from _group(group.parent, groups, "parent_group_name")


def _group(name: Scalar | None, groups: dict[str, Group], key: str) -> Iterator[Diagnostic]:
    if name is not None and name.value not in groups:
        hint = did_you_mean(name.value, groups) or "add it to task_groups"
        yield codes.UNKNOWN_GROUP.at(name.place, f"{key} '{name.value}' is not a group of this DAG", hint)


def _dependencies(
    own: str, node: Task | Group, tasks: dict[str, Task], groups: dict[str, Group], is_whole: bool
) -> Iterator[Diagnostic]:
    """Check the dependencies of a task or group; `is_whole` when no other could be meant by a name."""
    seen: set[str] = set()
    for name in node.dependencies:
        text = name.value
        if text == own and (text in tasks) == isinstance(node, Task):
            yield codes.SELF_DEPENDENCY.at(name.place, f"'{own}' depends on itself", "remove it")
        elif text not in tasks and text not in groups:
            if is_whole:
                yield _unknown(name, own, tasks, groups)
        elif text in seen:
            yield codes.DUPLICATE_DEPENDENCY.at(
                name.place, f"dependency '{text}' is here twice", "remove one"
            )
        seen.add(text)


def _unknown(name: Scalar, own: str, tasks: dict[str, Task], groups: dict[str, Group]) -> Diagnostic:
    text, others = name.value, {*tasks, *groups} - {own}
    hint = _without_prefix(text, tasks, groups) or did_you_mean(text, others)
    hint = hint or (f"the tasks are: {', '.join(sorted(others))[:200]}" if others else "remove it")
    return codes.UNKNOWN_DEPENDENCY.at(name.place, f"unknown dependency '{text}' of '{own}'", hint)


def _without_prefix(text: str, tasks: dict[str, Task], groups: dict[str, Group]) -> str:
    group, _, task = text.rpartition(".")
    if group.rpartition(".")[2] in groups and task in tasks:
        return write_instead(text, task, "dag-factory adds the name of the group itself")
    return ""


def _circles(dag: Dag) -> Iterator[Diagnostic]:
    order = order_of(dag)
    lines = {("task", task.task_id): task.name_node.place.line for task in dag.tasks}
    for cycle in cycles(order):
        yield from _circle(cycle, order, lines)


def _circle(cycle: list[Point], order: Order, lines: dict[Point, int]) -> Iterator[Diagnostic]:
    """Report a cycle at the dependency that points against the order of the file."""
    if len(cycle) == 1:
        return  # depends on itself: said already
    edges = [(point, cycle[index - 1]) for index, point in enumerate(cycle)]
    written = [(*edge, order.written[edge]) for edge in edges if edge in order.written]
    if not written:
        return  # groups that lie in each other: dagspec.rules.groups
    backwards = max(written, key=lambda edge: lines.get(edge[1], 0) - lines.get(edge[0], 0))
    point, earlier, scalar = backwards
    if earlier[0] == "end" and len(written) == 1:
        message = f"'{point[1]}' depends on '{earlier[1]}', the group that it is in"
        yield codes.DEPENDS_ON_OWN_GROUP.at(scalar.place, message, "depend on a task of the group")
        return
    names = list(dict.fromkeys(name for _, name in cycle))
    start = names.index(earlier[1])
    path = [*names[start:], *names[:start], earlier[1]]
    message = f"a cycle: {' -> '.join(path)}"
    yield codes.CYCLE.at(scalar.place, message, "remove one of these dependencies")
