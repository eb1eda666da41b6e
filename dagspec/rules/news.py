"""What a twin says that its model does not, so that rules need look at nothing else (`dagspec.cleared`)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dagspec.cleared import Cleared
from dagspec.spec import Dag, Task
from dagspec.tree import Mapping, Node, Pair, Scalar

# Keys of a DAG that say nothing about its tasks.
_APART = frozenset({"description", "schedule", "tags"})
# Values that say nothing about what else a task may have, as long as they have this form.
_VALUES: dict[object, type[Node]] = {
    **dict.fromkeys(("env", "op_kwargs", "params"), Mapping),
    **dict.fromkeys(("bash_command", "subject", "to"), Scalar),
}


class News(NamedTuple):
    """What is new in a DAG.

    `around` tells whether anything besides the tasks is new that may say something about them. `tasks` has
    for each task its new pairs, if they are single values that can be looked at one by one; None stands for a
    task to be looked at in full.
    """

    around: bool
    tasks: tuple[list[Pair] | None, ...]

    @property
    def are_values(self) -> bool:
        """Whether nothing is new but single values of tasks."""
        return not self.around and None not in self.tasks


@lru_cache(maxsize=8)  # several rules ask for it, one after the other
def news_of(dag: Dag, cleared: Cleared) -> News:
    """Return what is new in a DAG; all of it, if it has no model."""
    changed = {str(pair.key.value) for pair in cleared.news(dag.settings)} - _APART
    if changed - {"tasks"}:
        return News(True, (None,) * len(dag.tasks))
    return News(False, tuple(_of_task(task, cleared) for task in dag.tasks))


def _of_task(task: Task, cleared: Cleared) -> list[Pair] | None:
    new = cleared.news(task.body)
    # Any key of a decorated task may be an argument of its function.
    is_framed = not new or "decorator" not in task.body
    return new if is_framed and all(type(pair.value) is _VALUES.get(pair.key.value) for pair in new) else None
