"""What cannot be read of a DAG because a key is misspelled or has the wrong form.

That is reported by itself. Rules that look names up in such a part stay silent: one mistake, one finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property

from dagspec import keys, schema
from dagspec.diagnostic import nearest
from dagspec.spec import Dag
from dagspec.tree import Mapping, Node, Scalar, Sequence, items_of


class Gaps:
    """The parts of one DAG that cannot be read, each looked for when a rule asks."""

    def __init__(self, dag: Dag) -> None:
        self._dag = dag

    @cached_property
    def tasks(self) -> bool:
        """Whether there may be more tasks."""
        return _size(self._dag.settings.get("tasks")) != len(self._dag.tasks)

    @cached_property
    def groups(self) -> bool:
        """Whether there may be more groups."""
        settings = self._dag.settings
        has_others = _size(settings.get("task_groups")) != len(self._dag.groups)
        return has_others or misspells(settings, "task_groups", "dag")

    @cached_property
    def dependencies(self) -> bool:
        """Whether a task or group may depend on more, or lie in another group."""
        bodies = [task.body for task in self._dag.tasks] + [group.body for group in self._dag.groups]
        return any(_loses(body, ("dependencies", "task_group_name", "parent_group_name")) for body in bodies)

    @cached_property
    def macros(self) -> bool:
        """Whether there may be more macros."""
        return self._has_gap("user_defined_macros")

    @cached_property
    def params(self) -> bool:
        """Whether there may be more params."""
        return self._has_gap("params")

    @cached_property
    def defaults(self) -> bool:
        """Whether there may be more default_args."""
        node = self._dag.settings.get("default_args")
        return (node is not None and _is_nothing(node)) or self._has_gap("default_args")

    def _has_gap(self, key: str) -> bool:
        node = self._dag.settings.get(key)
        is_readable = node is None or isinstance(node, Mapping) or _is_nothing(node)
        return not is_readable or misspells(self._dag.settings, key, "dag")


def misspells(settings: Mapping, key: str, definition: str) -> bool:
    """Tell whether an unknown key is probably that one; `definition` is the part of the schema."""
    if key in settings:
        return False
    known = _known(definition)
    return any(nearest(str(name), known) == key for name in settings.pairs if name not in known)


@cache
def _known(definition: str) -> frozenset[str]:
    retired = keys.RETIRED if definition == "dag" else keys.RETIRED_IN_TASKS
    return frozenset({*schema.properties(definition), *retired})


def _loses(body: Mapping, names: Iterable[str]) -> bool:
    known = _known("task") | _known("group")
    strange = [str(key) for key in body.pairs if key not in known]
    return any(name not in body and any(nearest(key, (name,)) for key in strange) for name in names) or (
        "dependencies" in body and not _is_list_of_names(body.get("dependencies"))
    )


def _is_list_of_names(node: Node | None) -> bool:
    return isinstance(node, Sequence) and all(
        isinstance(item, Scalar) and isinstance(item.value, str) for item in node.items
    )


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _size(node: Node | None) -> int:
    return len(node) if isinstance(node, Mapping) else len(items_of(node))
