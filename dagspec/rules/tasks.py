"""What the rules know about a task: the operator or decorator behind it, and what that takes."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from dagspec.catalogue.ancestry import Argument
from dagspec.catalogue.annotation import OBJECT
from dagspec.catalogue.catalogue import Catalogue, current
from dagspec.catalogue.operators import Decorator, Operator
from dagspec.diagnostic import is_certain, nearest
from dagspec.environment import names_in
from dagspec.keys import CALLBACKS
from dagspec.project import Context
from dagspec.rules.airflow_folders import plugin_folders
from dagspec.rules.missing import successor_of
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Mapping, Node, Pair, Sequence, items_of, mapping_of

# Keys that dag-factory takes out before the operator sees the rest.
FACTORY_KEYS = {
    "task_id", "operator", "decorator", "dependencies", "task_group_name", "expand", "partial",
    "variables_as_arguments", *(f"{name}{end}" for name in CALLBACKS for end in ("", "_name", "_file")),
}  # fmt: skip
_NO_ARGUMENTS: dict[str, Argument] = {}
_TYPED = {"datetime.timedelta": timedelta(0), "datetime.datetime": datetime.min, "datetime.date": date.min}


@dataclass(eq=False)  # not frozen: that would take several times as long to make
class Described:
    """A task with its operator; for a decorated task that is the operator which the decorator makes."""

    dag: Dag
    task: Task
    operator: Operator | None
    decorator: Decorator | None = None

    @property
    def arguments(self) -> dict[str, Argument]:
        """The operator's parameters that the spec may set."""
        described = self.decorator or self.operator
        return described.arguments if described else _NO_ARGUMENTS

    @property
    def required(self) -> tuple[str, ...]:
        """The operator's parameters that the spec must set."""
        described = self.decorator or self.operator
        return described.required if described else ()

    @property
    def is_open(self) -> bool:
        """Whether it may take any key, as far as anyone can tell."""
        return self.operator is None or self.operator.constructor.is_open

    @property
    def calls_python(self) -> bool:
        """Whether dag-factory looks up a ``python_callable`` for it."""
        return self.decorator is not None or (self.operator is not None and self.operator.calls_python)

    @cached_property
    def pairs(self) -> dict[str, Pair]:
        """The keys of the task, with those of ``partial`` for an operator."""
        own = {str(key): pair for key, pair in self.task.body.pairs.items()}
        partial = mapping_of(self.task.body.get("partial")) if self.decorator is None else None
        return {**{str(key): pair for key, pair in (partial.pairs if partial else {}).items()}, **own}

    @cached_property
    def expanded(self) -> Mapping | None:
        """What ``expand`` maps over."""
        return mapping_of(self.task.body.get("expand"))

    @cached_property
    def from_variables(self) -> frozenset[str]:
        """The keys that ``variables_as_arguments`` sets from Airflow variables."""
        entries = items_of(self.task.body.get("variables_as_arguments"))
        names = (entry.text("attribute") for entry in entries if isinstance(entry, Mapping))
        return frozenset(name for name in names if name)

    def has(self, key: str) -> bool:
        """Say whether a parameter gets a value, wherever from."""
        return (
            key in self.pairs
            or key in self.task.inherited
            or key in self.from_variables
            or (self.expanded is not None and key in self.expanded)
        )

    @cached_property
    def strange(self) -> AbstractSet[object]:
        """The keys of the task that neither the operator nor dag-factory takes."""
        return self.task.body.pairs.keys() - self.arguments.keys() - FACTORY_KEYS

    def meant(self, name: str) -> bool:
        """Say whether a key of the task is probably that name, misspelled; it is reported by itself."""
        return any(nearest(str(key), [name]) for key in self.strange if key != name)

    def parameter_of(self, key: str) -> str:
        """Return the parameter that a key sets: also when it is misspelled, and only one can be meant."""
        if key in self.arguments or key in FACTORY_KEYS or self.decorator is not None:
            return key
        if key not in self._meant:
            self._meant[key] = self._meant_by(key)
        return self._meant[key]

    @cached_property
    def _meant(self) -> dict[str, str]:
        """The parameters that misspelled keys set; several rules ask, and to compare names takes long."""
        return {}

    def _meant_by(self, key: str) -> str:
        name = nearest(key, self.arguments)
        is_meant = name and not self.has(name) and is_certain(key, name, self.arguments)
        return name if name and is_meant else key

    @property
    def is_mapped(self) -> bool:
        """Whether ``expand`` is there, even if it is not what it should be."""
        return "expand" in self.task.body or self.meant("expand")

    def is_templated(self, key: str) -> bool:
        """Say whether Airflow fills in templates below a key, also when that cannot be told."""
        return self.operator is None or self.operator.fields is None or key in self.operator.fields


def catalogue_of(context: Context) -> Catalogue:
    """Return the catalogue of what the specs can import."""
    return current((*context.python_path, *plugin_folders(context)))


@lru_cache(maxsize=1)  # several rules ask for them, one after the other
def tasks_of(spec: Spec, known: Catalogue) -> tuple[Described, ...]:
    """Return every task of a file with what is known about it."""
    return tuple(_describe(dag, task, known) for dag in spec.dags for task in dag.tasks)


def by_dag(spec: Spec, known: Catalogue) -> Iterator[tuple[Dag, list[Described]]]:
    """Yield every DAG of a file with its tasks."""
    described = iter(tasks_of(spec, known))
    for dag in spec.dags:
        yield dag, list(islice(described, len(dag.tasks)))


def _describe(dag: Dag, task: Task, known: Catalogue) -> Described:
    """Look up the operator or decorator of a task; instead of a path that is gone its successor.

    So the other mistakes in the task are found together with the path.
    """
    if task.operator:
        path = task.operator.value
        operator = known.operator(path) or known.operator(_successor(path, known))
        return Described(dag, task, operator)
    path = task.decorator.value if task.decorator else ""
    decorator = known.decorator(path) or known.decorator(_successor(path, known))
    return Described(dag, task, decorator.operator if decorator else None, decorator)


def _successor(path: str, known: Catalogue) -> str:
    return successor_of(path, known) if path and not is_unset(path) else ""


def subject_of(one: Described) -> str:
    """Name what takes the keys of a task, for a message."""
    name = one.operator.name if one.operator else ""
    if one.decorator and one.task.decorator:
        return f"decorator '{one.task.decorator.value}'"
    return f"operator '{name}'"


def value_of(node: Node) -> Any:
    """Return plain data; what ``__type__`` makes is a stand-in of the same kind, or OBJECT."""
    if isinstance(node, Sequence):
        return [value_of(item) for item in node.items]
    if isinstance(node, Mapping):
        name = node.text("__type__")
        if name == "builtins.list":
            return []
        if name or "__and__" in node or "__or__" in node:
            return _TYPED.get(name or "", OBJECT)
        if "__join__" in node:
            return OBJECT
        return {key: value_of(pair.value) for key, pair in node.pairs.items()}
    return node.value


def stand_in(node: Node) -> Any:
    """Return a value of the same kind: lists and mappings come without what is in them."""
    if isinstance(node, Mapping) and "__type__" not in node:
        return OBJECT if "__and__" in node or "__or__" in node or "__join__" in node else {}
    return [] if isinstance(node, Sequence) else value_of(node)


def is_unset(value: object) -> bool:
    """Say whether a value waits for a variable that is not set, which is reported by itself."""
    return isinstance(value, str) and "${" in value and bool(names_in(value))


def is_template(value: object) -> bool:
    """Say whether a value is text that Airflow's Jinja would fill in."""
    return isinstance(value, str) and ("{{" in value or "{%" in value)
