"""Which tasks surely run before a task."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec.order import Point, order_of
from dagspec.rules.mapping import OUTPUT, REFERENCE, XCOM_ARG
from dagspec.spec import Dag, Task
from dagspec.tree import Scalar, mapping_of


class Followers:
    """Which tasks surely run after a task: by dependencies, or because one takes the other's result."""

    def __init__(self, dag: Dag) -> None:
        self._after: dict[Point, list[Point]] = {}
        self._found: dict[str, frozenset[str]] = {}
        for point, points in order_of(dag).before.items():
            for before in points:
                self._after.setdefault(before, []).append(point)
        for task in dag.tasks:
            for name in _taken(task):
                self._after.setdefault(("task", name), []).append(("task", task.task_id))

    def of(self, task_id: str) -> frozenset[str]:
        """Return the ids of all tasks that run after one."""
        if task_id not in self._found:
            seen: set[Point] = set()
            waiting = list(self._after.get(("task", task_id), ()))
            while waiting:
                point = waiting.pop()
                if point not in seen:
                    seen.add(point)
                    waiting += self._after.get(point, ())
            self._found[task_id] = frozenset(name for kind, name in seen if kind == "task")
        return self._found[task_id]


def _taken(task: Task) -> Iterator[str]:
    """Yield the tasks whose results a task names in its values."""
    parts = [mapping_of(task.body.get(part)) for part in ("expand", "partial")]
    if task.decorator:
        parts.append(task.body)
    patterns = (REFERENCE,) if task.decorator else (OUTPUT, XCOM_ARG)
    for pair in (pair for part in parts if part for pair in part):
        value = pair.value.value if isinstance(pair.value, Scalar) else None
        matches = (pattern.match(value) for pattern in patterns) if isinstance(value, str) else ()
        yield from (match["task"] for match in matches if match)
