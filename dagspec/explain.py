"""What a setting is, where it was set and what it means; what a task or a DAG has in all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from dagspec import schema
from dagspec.catalogue.ancestry import Argument
from dagspec.catalogue.answer import Resolved
from dagspec.catalogue.bounds import in_short
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.definition import Value
from dagspec.catalogue.signature import Parameter
from dagspec.meaning import meaning
from dagspec.origin import origin_of
from dagspec.secret import is_secret, masked
from dagspec.subject import Subject, pair_of, unknown_key
from dagspec.tree import Pair, Place, plain

# What makes up a DAG but is not a setting.
_PARTS = ("tasks", "task_groups", "default_args")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an explanation."""

    label: str
    text: str


class Owned(NamedTuple):
    """A parameter, the class or function that has it, and the module in which its default means something."""

    parameter: Parameter
    owner: str
    module: str


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains names with what is known about code, environment and time."""

    catalogue: Catalogue
    variables: AbstractMapping[str, str]
    now: datetime

    def explain(self, subject: Subject) -> tuple[Fact, ...]:
        """Return what there is to say; a name that stands for nothing is wrong usage."""
        if not subject.keys:
            return tuple(self._overview(subject))
        pair = pair_of(subject)
        facts = tuple(self._set(subject, pair)) if pair else ()
        default = tuple(self._default(subject))
        if not facts and not default:
            raise unknown_key(subject, self._arguments(subject))
        return (*(facts or (Fact("value", "not set"),)), *default)

    def _overview(self, subject: Subject) -> Iterator[Fact]:
        yield Fact("where", _at((subject.task or subject.dag).name_node.place))
        for key, pair in subject.settings.items():
            if key in _PARTS and not subject.task:
                continue
            yield self._line(replace(subject, keys=(key,)), key, pair)
        if subject.task is None:
            for key, pair in subject.dag.default_args.pairs.items():
                yield self._line(subject, f"default_args.{key}", pair)
            yield Fact("tasks", ", ".join(task.task_id for task in subject.dag.tasks))

    def _line(self, subject: Subject, key: str, pair: Pair) -> Fact:
        origin = origin_of(pair, subject, self.variables)
        near = origin.place.file == subject.dag.place.file
        where = f"line {origin.place.line}" if near else _at(origin.place)
        return Fact(key, f"{_shown(plain(pair.value), [key])}  ({origin.level}, {where})")

    def _set(self, subject: Subject, pair: Pair) -> Iterator[Fact]:
        value = plain(pair.value)
        yield Fact("value", _shown(value, subject.keys))
        yield Fact("means", meaning(subject.keys[-1], value, self.catalogue, self.now))
        origin = origin_of(pair, subject, self.variables)
        yield Fact("set in", f"{origin.level}, {_at(origin.place)}")
        if origin.alias:
            yield Fact("anchor", f"the value itself is written at {_at(origin.alias)}")
        if origin.written and not is_secret(subject.keys):
            yield Fact("written", origin.written)
        for variable in origin.variables:
            yield Fact("variable", variable)

    def _default(self, subject: Subject) -> Iterator[Fact]:
        """Yield what the operator, the function or Airflow has for the key by itself."""
        found = self._arguments(subject)
        argument = found.get(subject.keys[-1]) if len(subject.keys) in (1, 2) else None
        if argument is not None:
            yield from self._parameter(argument, subject)
            return
        definition = "task" if subject.task else "dag"
        known = schema.properties(definition).get(subject.keys[0]) if len(subject.keys) == 1 else None
        if known and "description" in known:
            yield Fact("about", known["description"])
        if known and "default" in known:
            yield Fact("default", f"{_shown(known['default'], subject.keys)} (Airflow's)")

    def _parameter(self, found: Owned, subject: Subject) -> Iterator[Fact]:
        parameter, owner, _ = found
        known = schema.properties("task").get(parameter.name, {}) if len(subject.keys) == 1 else {}
        about = known.get("description") or " ".join(parameter.doc.replace("`", "").split())
        if about:
            yield Fact("about", about)
        if parameter.annotation:
            yield Fact("type", in_short(parameter.annotation))
        given = f"{_shown(known['default'], subject.keys)} ({owner}'s own)" if "default" in known else ""
        yield Fact("default", given or self._own_default(found))

    def _own_default(self, found: Owned) -> str:
        """Return a parameter's default in words; a constant by its value, as far as its text tells it."""
        parameter, owner, module = found
        if parameter.default is None:
            return f"none: {owner} requires it"
        if not parameter.default.isidentifier() or not parameter.default.isupper():
            return f"{parameter.default} ({owner}'s own)"
        constant = self.catalogue.library.resolve_in(module, parameter.default)
        if isinstance(constant, Resolved) and isinstance(constant.definition, Value):
            if constant.definition.kind == "literal":
                return f"{constant.definition.text} ({owner}'s own)"
            return f"what Airflow's configuration says ({parameter.default} of {owner})"
        return f"{parameter.default} ({owner}'s own)"

    def _arguments(self, subject: Subject) -> dict[str, Owned]:
        """Return the parameters that a key may name: the operator's, or those of the task's function."""
        task = subject.task
        if task is None:
            return {}
        path = task.body.text("python_callable") or ""
        callee = self.catalogue.callable(path) if path else None
        signature = callee.signature if callee else None
        module = callee.module if callee else ""
        named = {name: Owned(p, path, module) for name, p in signature.by_name.items()} if signature else {}
        if len(subject.keys) == 2 and subject.keys[0] == "op_kwargs":
            return named
        described = self._operator_arguments(subject)
        own = {
            name: Owned(argument.parameter, argument.owner.rpartition(".")[2], argument.module)
            for name, argument in described.items()
        }
        return {**named, **own} if task.decorator else own

    def _operator_arguments(self, subject: Subject) -> dict[str, Argument]:
        task = subject.task
        if task is None or len(subject.keys) > 1:
            return {}
        if task.operator:
            operator = self.catalogue.operator(str(task.operator.value))
            return operator.arguments if operator else {}
        decorator = self.catalogue.decorator(str(task.decorator.value)) if task.decorator else None
        return decorator.arguments if decorator else {}


def _shown(value: Any, names: Any) -> str:
    """Return a value on one line, without secrets."""
    safe = masked(value, names)
    text = safe if isinstance(safe, str) else json.dumps(safe, ensure_ascii=False, default=str)
    lines = text.strip().split("\n")
    return lines[0] if len(lines) == 1 else f"{lines[0]} ... ({len(lines)} lines)"


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}"
