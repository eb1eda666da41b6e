"""Where a setting comes from: at which level it was set, how it is written there, and by which variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass

from dagspec import environment
from dagspec.edit import offset_of, without_anchor
from dagspec.secret import MASK, is_secret, masked_text
from dagspec.spec import Dag, Spec, Task
from dagspec.subject import Subject
from dagspec.tree import Pair, Place, Scalar, mapping_of


@dataclass(frozen=True, slots=True)
class Origin:
    """`level` says whose setting it is; `written` is the value's own text when it is more than the value."""

    level: str
    place: Place
    written: str = ""
    alias: Place | None = None
    variables: tuple[str, ...] = ()


def origin_of(pair: Pair, subject: Subject, variables: AbstractMapping[str, str]) -> Origin:
    """Say where a pair was set."""
    level = next(level for level, place in _levels(subject) if place is None or _holds(place, pair.key.place))
    written = _written(pair, subject.spec)
    return Origin(
        level,
        pair.key.place,
        written,
        pair.value.place if pair.alias else None,
        tuple(_variables(written, variables, is_secret(subject.keys))),
    )


def _levels(subject: Subject) -> Iterator[tuple[str, Place | None]]:
    """Yield whose setting it may be, the nearest first; the last one fits always."""
    spec, dag, task = subject.spec, subject.dag, subject.task
    if task:
        yield "the task", task.body.place
    yield from _groups(dag, task)
    own = mapping_of(dag.body.get("default_args"))
    if own:
        yield "default_args of the DAG", own.place
    yield "the DAG", dag.body.place
    yield from _shared(spec)
    yield "elsewhere in the file", None


def _groups(dag: Dag, task: Task | None) -> Iterator[tuple[str, Place]]:
    for group in dag.groups:
        if task and task.group and group.name == task.group.value:
            yield f"default_args of the group '{group.name}'", group.body.place


def _shared(spec: Spec) -> Iterator[tuple[str, Place]]:
    if spec.default:
        yield "the file's default block", spec.default.place
    for source in spec.defaults:
        if source.root:
            yield f"the folder's {source.path.name}", source.root.place


def _holds(place: Place, inner: Place) -> bool:
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return place.file == inner.file and start <= (inner.line, inner.column) < end


def _written(pair: Pair, spec: Spec) -> str:
    """Return the text of the value as its author wrote it, when that says more than the value."""
    place = pair.value.place
    texts = {source.name: source.text for source in (spec.source, *spec.defaults)}
    if not isinstance(pair.value, Scalar) or place.line != place.end_line or place.file not in texts:
        return ""
    start = offset_of(texts[place.file], place.line, place.column)
    written = without_anchor(texts[place.file][start : start + place.end_column - place.column])
    return masked_text(written) if environment.names_in(written) else ""


def _variables(written: str, values: AbstractMapping[str, str], is_hidden: bool) -> Iterator[str]:
    for name in environment.names_in(written):
        default = re.search(rf"\$\{{{name}:-([^}}]*)\}}", written)
        if values.get(name):
            shown = MASK if is_hidden or is_secret([name]) else masked_text(values[name])
            yield f"{name} is set to '{shown}'"
        elif default:
            shown = MASK if is_hidden or is_secret([name]) else masked_text(default[1])
            yield f"{name} is not set, so its default '{shown}' counts"
        else:
            yield f"{name} is not set and has no default"
