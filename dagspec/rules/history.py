"""DS106 to DS108 in tasks and default_args: keys that were removed or are on their way out."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes, keys
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.spec import Spec
from dagspec.tree import Mapping, Scalar

_OLD = frozenset({*keys.RETIRED_IN_TASKS, *keys.DEPRECATED_IN_TASKS})


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield the old keys of one file; those of a DAG are the schema's."""
    for dag in spec.dags:
        yield from _old(dag.default_args, is_task=False)
        for task in dag.tasks:
            yield from _old(task.body, is_task=True)


def _old(settings: Mapping, is_task: bool) -> Iterator[Diagnostic]:
    if _OLD.isdisjoint(settings.pairs):
        return
    for key, retired in keys.RETIRED_IN_TASKS.items():
        pair = settings.pair(key)
        if pair:
            found = retired.at(key, pair.key.place, settings)
            refused = is_task and key not in keys.STILL_TAKEN_BY_TASKS
            hint = retired.hint(key, settings)
            yield codes.REMOVED_KEY.at(pair.key.place, found.message, hint) if refused else found
    for key, advice in keys.DEPRECATED_IN_TASKS.items():
        pair = settings.pair(key)
        if pair and not (isinstance(pair.value, Scalar) and pair.value.value in (None, False)):
            yield codes.DEPRECATED_KEY.at(pair.key.place, f"'{key}' is deprecated in Airflow 3", advice)
