"""What a dotted name such as `my_dag.my_task.op_kwargs.seed` stands for in the specs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dagspec import schema
from dagspec.diagnostic import did_you_mean
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Mapping, Pair, Sequence
from dagspec.usage import WrongUsageError


@dataclass(frozen=True, slots=True)
class Subject:
    """A DAG, one of its tasks, or a setting of either: `keys` lead to the setting."""

    spec: Spec
    dag: Dag
    task: Task | None = None
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The dotted name."""
        return ".".join([self.dag.dag_id, *([self.task.task_id] if self.task else []), *self.keys])

    @property
    def settings(self) -> dict[str, Pair]:
        """What counts for the DAG or the task, by key: its own over what it inherits."""
        if self.task:
            pairs = {**self.task.inherited.pairs, **self.task.body.pairs}
        else:
            pairs = {key: pair for key, pair in self.dag.settings.pairs.items() if key != "tasks"}
        return {str(key): pair for key, pair in pairs.items()}


def find(name: str, dags: Iterable[tuple[Spec, Dag]]) -> Subject:
    """Return what a name stands for; ids may hold dots, so the longest that fits counts."""
    known = tuple(dags)
    fitting = [(spec, dag) for spec, dag in known if _begins(name, dag.dag_id)]
    if not fitting:
        raise _unknown("no DAG", name.partition(".")[0], [dag.dag_id for _, dag in known])
    spec, dag = max(fitting, key=lambda found: len(found[1].dag_id))
    rest = name[len(dag.dag_id) + 1 :]
    tasks = [(known_as, task) for task in dag.tasks for known_as in _names(task) if _begins(rest, known_as)]
    if not tasks:
        return Subject(spec, dag, None, tuple(rest.split(".")) if rest else ())
    known_as, task = max(tasks, key=lambda found: len(found[0]))
    rest = rest[len(known_as) + 1 :]
    return Subject(spec, dag, task, tuple(rest.split(".")) if rest else ())


def pair_of(subject: Subject) -> Pair | None:
    """Return the setting that the keys lead to; None when it is not set."""
    pair = subject.settings.get(subject.keys[0])
    for key in subject.keys[1:]:
        if pair is None:
            return None
        pair = _inside(pair, key)
    return pair


def unknown_key(subject: Subject, more: Iterable[str] = ()) -> WrongUsageError:
    """Return what to raise for a key that is neither set nor known; `more` are those that may be set."""
    if len(subject.keys) > 1:
        return _unknown_inside(subject, more)
    if subject.task is None:
        ids = [task.task_id for task in subject.dag.tasks]
        known = [*ids, *subject.settings, *schema.properties("dag")]
        return _unknown(f"DAG '{subject.dag.dag_id}' has no task or setting", subject.keys[0], known)
    known = [*subject.settings, *schema.properties("task"), *more]
    return _unknown(f"task '{subject.task.task_id}' has no setting", subject.keys[0], known)


def _unknown_inside(subject: Subject, more: Iterable[str]) -> WrongUsageError:
    """Name the first key on the way that leads nowhere."""
    pair, depth = subject.settings.get(subject.keys[0]), 1
    while pair and depth < len(subject.keys) and (inner := _inside(pair, subject.keys[depth])):
        pair, depth = inner, depth + 1
    if pair is None:
        return unknown_key(replace(subject, keys=subject.keys[:1]))
    known = [str(key) for key in pair.value.pairs] if isinstance(pair.value, Mapping) else []
    around = ".".join(subject.keys[:depth])
    return _unknown(f"'{around}' has no", subject.keys[depth], [*known, *more])


def _inside(pair: Pair, key: str) -> Pair | None:
    if isinstance(pair.value, Mapping):
        return next((found for name, found in pair.value.pairs.items() if str(name) == key), None)
    if isinstance(pair.value, Sequence) and key.isdigit() and int(key) < len(pair.value.items):
        return Pair(pair.key, pair.value.items[int(key)])
    return None


def _begins(name: str, start: str) -> bool:
    return name == start or name.startswith(f"{start}.")


def _names(task: Task) -> Iterator[str]:
    yield task.task_id
    if task.group:
        yield f"{task.group.value}.{task.task_id}"


def _unknown(kind: str, name: str, known: list[str]) -> WrongUsageError:
    names = list(dict.fromkeys(known))
    some = f"there are: {', '.join(names[:15])}" if names else "nothing stands there"
    return WrongUsageError(f"{kind} '{name}'; {did_you_mean(name, names) or some}")
