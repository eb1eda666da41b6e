"""Reads a file as the twin of one before: of the same structure, with other words in some of its values.

The order of keys and of tasks is of no account. All that two files have in common is made of the very same
objects (`dagspec.interned`), so what differs is found without a look at the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from dagspec.blocks import BlockComposer
from dagspec.interned import ApartError, Pool
from dagspec.lines import Lines
from dagspec.source import Source, parse
from dagspec.spec import NOT_DAGS
from dagspec.tree import Mapping, Node, Pair, Scalar, Sequence

# They are kept with their trees.
_MOST_MODELS = 50
_MOST_NODES = 100_000
# At the top of a file these say more than the name of a DAG does.
_NOT_NAMES = frozenset({*NOT_DAGS, "tasks"})


class DifferentError(Exception):
    """Two files have another structure, or other templates, which may say anything."""


class News(NamedTuple):
    """What a twin has in common with its model, and what only the twin has, by identity."""

    common: frozenset[int]
    own: frozenset[int]
    is_in_order: bool


class Twins:
    """The files that others may be twins of, and all nodes that they are made of."""

    def __init__(self, variables: AbstractMapping[str, str]) -> None:
        self._variables = variables
        self._forget()

    def read(self, data: bytes, path: Path) -> Source | None:
        """Read a file; None when anything is wrong with it as YAML, or when it must be read alone.

        Only the names of its DAGs, and what other files ask about, have their own places.
        """
        if len(self._pool) + len(self._lines) > _MOST_NODES:
            self._forget()
        composing = partial(BlockComposer, pool=self._pool, lines=self._lines)
        try:
            source = parse(data, path, path.as_posix(), self._variables, composing)
        except ApartError:
            return None
        return None if source.root is None or source.diagnostics else replace(source, is_pooled=True)

    def _forget(self) -> None:
        """Begin with nothing that could be in common."""
        self._pool = Pool()
        self._lines = Lines(self._pool, self._variables)
        self._models: dict[frozenset[object], _Model] = {}

    def remember(self, source: Source, defaults: Iterable[Source] = ()) -> None:
        """Keep a file that was read here, and is in order, as the model for those that follow."""
        if source.root is not None:
            if len(self._models) >= _MOST_MODELS:
                self._models.pop(next(iter(self._models)))
            self._models[_kind(source.root)] = _Model(source.root, tuple(defaults))

    def news(self, source: Source, defaults: Iterable[Source] = ()) -> News | None:
        """Return what is new in a file since its model, which had the same defaults; None without one."""
        model = self._models.get(_kind(source.root)) if source.root is not None else None
        if model is None or source.root is None or not model.has(defaults):
            return None
        comparison = _Comparison()
        try:
            comparison.roots(model.root, source.root)
        except DifferentError:
            return None
        return News(model.common, frozenset(comparison.own), comparison.is_in_order)


def _kind(root: Mapping) -> frozenset[object]:
    """Return what twins share for sure: the names of the tasks of all DAGs."""
    bodies = (pair.value for pair in root if isinstance(pair.value, Mapping))
    return frozenset(name for body in bodies for name in _names(body.get("tasks")))


def _names(tasks: Node | None) -> Iterator[object]:
    if isinstance(tasks, Mapping):
        yield from tasks.pairs
    elif isinstance(tasks, Sequence):
        yield from (item.text("task_id") if isinstance(item, Mapping) else None for item in tasks.items)


class _Model:
    """A file in which nothing was found."""

    def __init__(self, root: Mapping, defaults: tuple[Source, ...]) -> None:
        self.root, self._defaults = root, defaults

    def has(self, defaults: Iterable[Source]) -> bool:
        """Tell whether these are its defaults, as they were read for it."""
        return [id(source) for source in defaults] == [id(source) for source in self._defaults]

    @cached_property
    def common(self) -> frozenset[int]:
        """The identities of all nodes and pairs that a twin may have in common with it."""
        roots = [self.root, *(source.root for source in self._defaults if source.root)]
        nodes = [node for root in roots for node in all_nodes(root)]
        pairs = (pair for node in nodes if isinstance(node, Mapping) for pair in node)
        return frozenset(map(id, [*nodes, *pairs]))


class _Comparison:
    """Finds what is new in a tree since another one; raises `DifferentError` when they are no twins."""

    def __init__(self) -> None:
        self.own: set[int] = set()
        self.is_in_order = True

    def roots(self, old: Mapping, new: Mapping) -> None:
        """Compare two files; DAGs may have other names, but what they inherit is no name."""
        if len(old) != len(new):
            raise DifferentError
        for before, pair in zip(old, new, strict=True):
            was, name = before.key.value, pair.key.value
            if was != name and (was in _NOT_NAMES or name in _NOT_NAMES or not isinstance(name, str)):
                raise DifferentError
            self.own.add(id(pair))
            if isinstance(pair.value, Mapping) and isinstance(before.value, Mapping):
                self._dags(before.value, pair.value)
            else:
                self._is_new(before.value, pair.value)

    def _dags(self, old: Mapping, new: Mapping) -> None:
        for before, pair in self._pairs(old, new):
            if pair.key.value == "tasks" and isinstance(pair.value, Sequence):
                is_new = self._tasks(before.value, pair.value)
            else:
                is_new = self._is_new(before.value, pair.value)
            if is_new:
                self.own.add(id(pair))

    def _tasks(self, old: Node, new: Sequence) -> bool:
        """Compare the tasks of the same names, in whatever order."""
        if not isinstance(old, Sequence):
            raise DifferentError
        names, known = [*_names(new)], dict(zip(_names(old), old.items, strict=True))
        if len(names) != len(old.items) or known.keys() != {*names} or len(known) != len(names):
            raise DifferentError
        self.is_in_order = self.is_in_order and names == [*known]
        is_new = [self._item(known[name], item) for name, item in zip(names, new.items, strict=True)]
        return any(is_new)

    def _is_new(self, old: Node, new: Node) -> bool:
        """Tell whether anything is new at or below a node, and keep what."""
        if new is old:
            return False
        if isinstance(new, Mapping) and isinstance(old, Mapping):
            different = self._pairs(old, new)
            changed = [id(pair) for before, pair in different if self._is_new(before.value, pair.value)]
            self.own.update(changed)
            return bool(changed)
        if isinstance(new, Sequence) and isinstance(old, Sequence) and len(new.items) == len(old.items):
            is_new = [self._item(before, item) for before, item in zip(old.items, new.items, strict=True)]
            return any(is_new)
        if not isinstance(new, Scalar) or not isinstance(old, Scalar):
            raise DifferentError
        return self._is_other(old, new)

    def _item(self, old: Node, new: Node) -> bool:
        is_new = self._is_new(old, new)
        if is_new:
            self.own.add(id(new))
        return is_new

    def _pairs(self, old: Mapping, new: Mapping) -> Iterator[tuple[Pair, Pair]]:
        """Yield the pairs that are not the same, each with the old one."""
        if old.pairs.keys() != new.pairs.keys():
            raise DifferentError
        ordered = [*new.pairs] == [*old.pairs]
        self.is_in_order = self.is_in_order and ordered
        for name, pair in new.pairs.items():
            before = old.pairs[name]
            if pair is not before:
                if before.key.content != pair.key.content:
                    raise DifferentError
                yield before, pair

    def _is_other(self, old: Scalar, new: Scalar) -> bool:
        if old.content == new.content:
            return False
        if "{" in old.text or "{" in new.text:
            raise DifferentError
        self.own.add(id(new))
        return True


def all_nodes(root: Node) -> tuple[Node, ...]:
    """Return all nodes of a tree, keys as well, each once."""
    found: dict[int, Node] = {}
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += _children_of(node)
    return tuple(found.values())


def _children_of(node: Node) -> Iterator[Node]:
    """Yield the nodes right below a node, keys as well."""
    if isinstance(node, Mapping):
        for pair in node:
            yield pair.key
            yield pair.value
    elif isinstance(node, Sequence):
        yield from node.items
