"""What other files may want to know of a spec: its DAG ids, the DAGs and tasks it names, its assets.

Made of plain values only, so that it can be kept for the next run without the tree it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dagspec.spec import Dag, Group, Spec, Task
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence, items_of

_TARGETS = {
    "TriggerDagRunOperator": "trigger_dag_id",
    "ExternalTaskSensor": "external_dag_id",
    "ExternalTaskMarker": "external_dag_id",
    "ExternalDagRunSensor": "external_dag_id",
}


class Named(NamedTuple):
    """A name and where it is written."""

    name: str
    place: Place


class Identity(NamedTuple):
    """A DAG with the full ids of its tasks and groups."""

    dag: Named
    task_ids: tuple[str, ...]
    group_ids: tuple[str, ...] = ()


class Target(NamedTuple):
    """A DAG that a task triggers or waits for, and the tasks and groups in it that it waits for."""

    dag: Named
    tasks: tuple[Named, ...]
    groups: tuple[Named, ...] = ()


class Summary(NamedTuple):
    """The outside of one spec file."""

    dags: tuple[Identity, ...] = ()
    targets: tuple[Target, ...] = ()
    produced: tuple[str, ...] = ()
    awaited: tuple[Named, ...] = ()


def summarise(spec: Spec) -> Summary:
    """Return the summary of a spec."""
    tasks = [task for dag in spec.dags for task in dag.tasks]
    return Summary(
        tuple(_identity(dag) for dag in spec.dags),
        tuple(target for task in tasks for target in _target(task)),
        tuple(uri.name for task in tasks for uri in _uris(task.setting("outlets"))),
        tuple(uri for dag in spec.dags for uri in _uris(dag.settings.get("schedule"))),
    )


def _identity(dag: Dag) -> Identity:
    prefixes = _Prefixes(dag)
    parents = ((group.parent, group.name) for group in dag.groups)
    groups = (prefixes.of(parent.value if parent else None) + name for parent, name in parents)
    return Identity(Named(dag.dag_id, dag.place), tuple(full_ids(dag)), tuple(groups))


def full_ids(dag: Dag) -> Iterator[str]:
    """Yield the ids of the tasks as Airflow knows them, with the names of their groups before them."""
    prefixes = _Prefixes(dag)
    for task in dag.tasks:
        yield prefixes.of(task.group.value if task.group else None) + task.task_id


# An id has at most 250 characters. Prefixes stop soon after, or groups deep in each other fill the memory.
_LONG = 250


class _Prefixes:
    """What the names of tasks begin with in each group; groups may lie deep in each other."""

    def __init__(self, dag: Dag) -> None:
        self._groups = {group.name: group for group in dag.groups}
        self._known: dict[str | None, str] = {None: ""}

    def of(self, name: str | None) -> str:
        """Return the prefix of a group, and keep those of the groups around it."""
        path: list[str] = []
        while name is not None and name not in self._known and name in self._groups:
            self._known[name] = ""  # where groups lie in each other in a circle, it ends here
            if not _has_prefix(self._groups[name]):
                break
            path.append(name)
            around = self._groups[name].parent
            name = around.value if around else None
        prefix = self._known.get(name, "")
        for inner in reversed(path):
            if len(prefix) <= _LONG:
                prefix = f"{prefix}{inner}."
            self._known[inner] = prefix
        return prefix


def _has_prefix(group: Group) -> bool:
    node = group.body.get("prefix_group_id")
    return not (isinstance(node, Scalar) and node.value is False)


def _target(task: Task) -> Iterator[Target]:
    operator = str(task.operator.value).rpartition(".")[2] if task.operator else ""
    key = _TARGETS.get(operator)
    dag = _named(task.body.get(key)) if key else None
    if dag:
        nodes = (task.body.get("external_task_id"), *items_of(task.body.get("external_task_ids")))
        group = _named(task.body.get("external_task_group_id"))
        tasks = tuple(found for node in nodes if (found := _named(node)))
        yield Target(dag, tasks, (group,) if group else ())


def _named(node: Node | None) -> Named | None:
    """Return a name that is no template."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and "{{" not in node.value:
        return Named(node.value, node.place)
    return None


def _uris(node: Node | None) -> Iterator[Named]:
    """Yield the URIs (or else the names) of the assets in a schedule or in outlets."""
    if isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar) and isinstance(item.value, str):
                yield Named(item.value, item.place)
            else:
                yield from _uris(item)
    elif isinstance(node, Mapping):
        kind = str(node.text("__type__"))
        uri = node.get("uri") or node.get("name")
        if kind.endswith(("Asset", "Dataset")) and isinstance(uri, Scalar):
            yield Named(str(uri.value), uri.place)
        for pair in node:
            if _holds_assets(pair, kind):
                yield from _uris(pair.value)


def _holds_assets(pair: Pair, kind: str) -> bool:
    if pair.key.value == "__args__":
        return kind.endswith(("Asset", "AssetAll", "AssetAny", "Dataset"))
    return pair.key.value in ("__and__", "__or__", "assets", "items")
