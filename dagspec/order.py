"""What comes before what in a DAG: tasks and groups as a graph, with the cycles in it.

A group stands for two points, its start and its end: its tasks lie between them, what it depends on comes
before its start, and what depends on it comes after its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dagspec.spec import Dag, Group, Task
from dagspec.tree import Scalar

Point = tuple[str, str]  # kind ("task", "start", "end") and name


@dataclass(frozen=True, slots=True)
class Order:
    """`before` holds for each point the points before it; `written` is where a dependency is written."""

    before: Mapping[Point, tuple[Point, ...]]
    written: Mapping[tuple[Point, Point], Scalar] = field(default_factory=dict)

    def direct(self, task_id: str) -> frozenset[str]:
        """Return the ids of the tasks right before a task, through groups as well."""
        seen: set[Point] = set()
        found: set[str] = set()
        left = [*self.before.get(("task", task_id), ())]
        while left:
            point = left.pop()
            if point in seen:
                continue
            seen.add(point)
            if point[0] == "task":
                found.add(point[1])
            else:
                left += self.before.get(point, ())
        return frozenset(found)


@lru_cache(maxsize=8)  # several rules ask for it, one after the other
def order_of(dag: Dag) -> Order:
    """Return the order of a DAG; names that do not exist are left out."""
    tasks = {task.task_id: task for task in dag.tasks}
    groups = {group.name: group for group in dag.groups}
    before: dict[Point, list[Point]] = {}
    written: dict[tuple[Point, Point], Scalar] = {}
    for task in tasks.values():
        _add(("task", task.task_id), task, tasks, groups, before, written)
    for group in groups.values():
        _add(("start", group.name), group, tasks, groups, before, written)
        before.setdefault(("end", group.name), []).append(("start", group.name))
    return Order({point: tuple(points) for point, points in before.items()}, written)


def _add(
    point: Point,
    node: Task | Group,
    tasks: Mapping[str, Task],
    groups: Mapping[str, Group],
    before: dict[Point, list[Point]],
    written: dict[tuple[Point, Point], Scalar],
) -> None:
    points = before.setdefault(point, [])
    for name in node.dependencies:
        kind = "task" if name.value in tasks else "end" if name.value in groups else ""
        if kind:
            points.append((kind, name.value))
            written.setdefault((point, (kind, name.value)), name)
    around = node.group if isinstance(node, Task) else node.parent
    if around and around.value in groups:
        points.append(("start", around.value))
        end: Point = ("task", node.task_id) if isinstance(node, Task) else ("end", node.name)
        before.setdefault(("end", around.value), []).append(end)


def cycles(order: Order) -> Iterator[list[Point]]:
    """Yield one cycle for each knot of the graph, as the points in the order in which they would run."""
    for knot in _knots(order.before):
        members = frozenset(knot)
        start = min(knot)
        yield _shortest(order, start, members)


def _shortest(order: Order, start: Point, members: frozenset[Point]) -> list[Point]:
    """Return the shortest way from a point back to itself, by breadth."""
    came_from: dict[Point, Point] = {}
    queue = [start]
    for point in queue:
        for earlier in order.before.get(point, ()):
            if earlier == start:
                return _back(point, start, came_from)
            if earlier in members and earlier not in came_from:
                came_from[earlier] = point
                queue.append(earlier)
    return [start]


def _back(point: Point, start: Point, came_from: Mapping[Point, Point]) -> list[Point]:
    path = [point]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path


def _knots(before: Mapping[Point, tuple[Point, ...]]) -> Iterator[list[Point]]:
    """Yield the strongly connected parts with a cycle in them (Kosaraju, without recursion)."""
    after: dict[Point, list[Point]] = {}
    for point, points in before.items():
        for earlier in points:
            after.setdefault(earlier, []).append(point)
    finished: list[Point] = []
    seen: set[Point] = set()
    for point in before:
        _walk(point, before, seen, finished)
    seen.clear()
    for point in reversed(finished):
        part: list[Point] = []
        _walk(point, after, seen, part)
        if len(part) > 1 or (part and point in before.get(point, ())):
            yield part


def _walk(
    start: Point,
    edges: Mapping[Point, tuple[Point, ...] | list[Point]],
    seen: set[Point],
    finished: list[Point],
) -> None:
    """Visit everything that can be reached, and note each point when all behind it is done."""
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(edges.get(start, ())))]
    while stack:
        point, rest = stack[-1]
        following = next((other for other in rest if other not in seen), None)
        if following is None:
            finished.append(point)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(edges.get(following, ()))))
