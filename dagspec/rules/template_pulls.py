"""DS520 to DS522: ``xcom_pull`` in a template names a task that runs before."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.jinja import Pull, Template
from dagspec.cleared import Cleared
from dagspec.diagnostic import Diagnostic, did_you_mean, write_instead
from dagspec.rules.gaps import Gaps
from dagspec.rules.template_names import Placer
from dagspec.rules.upstream import Followers
from dagspec.spec import Dag
from dagspec.summary import full_ids
from dagspec.tree import Place

# How many tasks of one DAG are followed to their ends; nobody writes a spec that needs more.
_MOST_ASKED = 60


class Tasks:
    """The tasks of a DAG as an ``xcom_pull`` sees them, worked out when the first one asks."""

    def __init__(self, dag: Dag, cleared: Cleared) -> None:
        self._dag, self._cleared = dag, cleared
        self.gaps = Gaps(dag)
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._followers: Followers | None = None
        self._asked: set[str] = set()

    def check(self, template: Template, task_id: str, place: Placer) -> Iterator[Diagnostic]:
        """Yield what is wrong with the pulls in a template of a task."""
        if not template.pulls or self.gaps.tasks or self.gaps.groups:
            return  # a task that cannot be read may be the one that is meant
        if not self._ids:
            self._ids = dict(
                zip((task.task_id for task in self._dag.tasks), full_ids(self._dag), strict=True)
            )
            self._names = {whole: name for name, whole in self._ids.items()}
            self._followers = Followers(self._dag) if _is_connected(self._dag) else None
        found = [each for pull in template.pulls for each in self._one(pull, task_id, place)]
        yield from found if found and not self.gaps.dependencies else ()

    def _one(self, pull: Pull, task_id: str, place: Placer) -> Iterator[Diagnostic]:
        asked = pull.task_id
        name = self._names.get(asked)
        if name is None:
            yield _unknown(asked, self._ids, place(*pull))
        elif not self._runs_before(name, task_id):
            own = " itself" if name == task_id else ""
            message = f"task '{task_id}' pulls from '{asked}'{own}, which does not run before it"
            hint = f"add '{name}' to its dependencies"
            yield codes.XCOM_NOT_UPSTREAM.at(place(*pull), message, "" if own else hint)

    def _runs_before(self, asked: str, task_id: str) -> bool:
        """Whether one task runs before another, as far as a huge DAG can be looked through."""
        self._asked.add(asked)
        if len(self._asked) > _MOST_ASKED:
            self._cleared.skip()
            return True
        if self._followers is None:
            return True
        return task_id in self._followers.of(asked)


def _is_connected(dag: Dag) -> bool:
    """Whether every dependency names a task or group; one that does not may be what is missing."""
    names = {task.task_id for task in dag.tasks} | {group.name for group in dag.groups}
    of_tasks = [name.value for task in dag.tasks for name in task.dependencies]
    of_groups = [name.value for group in dag.groups for name in group.dependencies]
    return names.issuperset(of_tasks + of_groups)


def _unknown(asked: str, ids: dict[str, str], spot: Place) -> Diagnostic:
    if asked in ids:
        message = f"task '{asked}' is in a group, so Airflow calls it '{ids[asked]}'"
        return codes.XCOM_NEEDS_PREFIX.at(spot, message, write_instead(asked, ids[asked]))
    hint = did_you_mean(asked, ids.values())
    return codes.XCOM_OF_UNKNOWN_TASK.at(spot, f"xcom_pull of task '{asked}', which does not exist", hint)
