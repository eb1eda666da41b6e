"""DS507: groups that lie in each other."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.spec import Dag, Spec


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield the circles of parent_group_name in one file."""
    for dag in spec.dags:
        yield from _circles(dag)


def _circles(dag: Dag) -> Iterator[Diagnostic]:
    parents = {group.name: group.parent for group in dag.groups}
    seen: set[str] = set()
    for name in parents:
        path: dict[str, None] = {}
        while name in parents and name not in seen:
            seen.add(name)
            path[name] = None
            parent = parents[name]
            name = parent.value if parent else ""
        if name in path:
            circle = list(path)[list(path).index(name) :]
            message = f"groups lie in each other: {' in '.join([*circle, name])}"
            own = parents[name]
            if own is not None:
                yield codes.GROUP_CYCLE.at(own.place, message, "remove one parent_group_name")
