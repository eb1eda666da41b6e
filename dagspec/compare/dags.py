"""What changed between two sets of DAGs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dagspec.compare.change import Action, Change, What
from dagspec.compare.renames import renames, without
from dagspec.compare.tasks import task_changes
from dagspec.compare.values import Difference, in_mappings, items
from dagspec.spec import Dag
from dagspec.tree import Mapping as MappingNode

_PARTS = ("tasks", "task_groups", "default_args")
_SCHEDULE = ("schedule", "schedule_interval", "timetable", "start_date", "end_date", "timezone", "catchup")


def changes(old: Mapping[str, Dag], new: Mapping[str, Dag], files: Mapping[str, str]) -> Iterator[Change]:
    """Yield every change, DAG by DAG.

    `files` gives a place's file a name that both sides share, so that a DAG in another file is seen as moved.
    """
    names = _renamed(old, new)
    origin = {names.get(dag_id, dag_id): dag for dag_id, dag in old.items()}
    for dag_id in sorted({*origin, *new}):
        if dag_id not in new:
            dag = origin[dag_id]
            yield Change(What.DAG, Action.REMOVED, dag.dag_id, dag.place, old=len(dag.tasks))
        elif dag_id not in origin:
            yield Change(What.DAG, Action.ADDED, dag_id, new[dag_id].place, new=len(new[dag_id].tasks))
        else:
            yield from _compared(origin[dag_id], new[dag_id], files)


def _renamed(old: Mapping[str, Dag], new: Mapping[str, Dag]) -> dict[str, str]:
    removed = {name: _contents(old[name]) for name in without(old, new)}
    added = {name: _contents(new[name]) for name in without(new, old)}
    return renames(removed, added)


def _contents(dag: Dag) -> frozenset[tuple[str, str]]:
    tasks = {(task.task_id, text) for task in dag.tasks for text in map(str, items(task.body, ("task_id",)))}
    return items(dag.body, _PARTS) | tasks


def _compared(old: Dag, new: Dag, files: Mapping[str, str]) -> Iterator[Change]:
    if old.dag_id != new.dag_id:
        yield Change(What.DAG, Action.RENAMED, new.dag_id, new.place, old=old.dag_id, new=new.dag_id)
    before, after = (files.get(dag.place.file, dag.place.file) for dag in (old, new))
    if before != after:
        yield Change(What.DAG, Action.MOVED, new.dag_id, new.place, old=before, new=after)
    found = sorted(in_mappings(_own(old.settings), _own(new.settings)), key=_schedule_first)
    for difference in found:
        what = What.SETTING if _schedule_first(difference) else What.SCHEDULE
        yield _change(difference, what, new.dag_id)
    for difference in in_mappings(old.default_args, new.default_args):
        yield _change(difference, What.DEFAULT, new.dag_id)
    yield from task_changes(old, new)


def _own(settings: MappingNode) -> MappingNode:
    return MappingNode(
        settings.place, {key: pair for key, pair in settings.pairs.items() if key not in _PARTS}
    )


def _schedule_first(difference: Difference) -> bool:
    return difference.key.partition(".")[0] not in _SCHEDULE


def _change(found: Difference, what: What, dag_id: str) -> Change:
    return Change(what, found.action, dag_id, found.place, "", found.key, found.old, found.new)
