"""Reads a file by its difference from one that was read before: specs of one making differ in a few words.

A word without quotes, on one line, with another such word in its place, changes nothing else of what the YAML
reader sees. So the tree is that of the file before but for this value and what lies around it, and all other
nodes are the very same: rules know them again. Whatever differs in any other way is not read here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterator
from collections.abc import Mapping as AbstractMapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dagspec import environment
from dagspec.compose import rewrite
from dagspec.source import MAX_BYTES, Source
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence

# They are kept with their trees.
_MOST_MODELS = 50
# Files that differ in more lines are no twins.
_MOST_LINES = 20
# YAML reads a key on one line only when it is not longer than this.
_LONGEST_LINE = 1000
# What cannot be anything but a word or some, inside of brackets too; `environment.hide` has hidden the rest.
_WORDS = re.compile(r"[\w/$](?:[\w./$+=~@ \uE000-\uF8FF-]*[\w/$\uE000-\uF8FF])?", re.ASCII)
_ANCHOR = re.compile(r"&\S+ +")
# Line breaks to YAML, but not to `split`.
_BREAKS = ("\r", "\x85", "\u2028", "\u2029")


class _DifferentError(Exception):
    """The file is no twin."""


class _Spot(NamedTuple):
    """A value that another one may stand in for: from where to where it is written in its line."""

    scalar: Scalar
    start: int
    end: int


class Twin(NamedTuple):
    """A file that was read as a twin, under the name of its model; `settled` is for `dagspec.cleared`."""

    source: Source
    settled: set[Hashable]


class Twins:
    """The files that others may be twins of: of each number of lines the last one."""

    def __init__(self, variables: AbstractMapping[str, str]) -> None:
        self._variables = variables
        self._known: dict[int, _Model] = {}

    def remember(self, source: Source) -> None:
        """Keep a file without a fault as the model for those that follow, if it can be one."""
        text = source.text
        if source.root is None or source.diagnostics or any(sign in text for sign in _BREAKS):
            return
        lines = text.split("\n")
        if len(self._known) >= _MOST_MODELS:
            self._known.pop(next(iter(self._known)))
        self._known[len(lines)] = _Model(source, lines, source.root)

    def read(self, data: bytes, path: Path) -> Twin | None:
        """Read a file as the twin of one before; None when it is not one."""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        lines = text.split("\n")
        model = self._known.get(len(lines))
        if model is None or len(data) > MAX_BYTES:
            return None
        changed = [number for number, old in enumerate(model.lines) if old != lines[number]]
        if len(changed) > _MOST_LINES:
            return None
        try:
            root = model.with_lines({number: lines[number] for number in changed}, self._variables)
        except _DifferentError:
            return None
        digest = hashlib.sha256(data).hexdigest()
        return Twin(Source(path, model.source.name, text, digest, root, ()), model.settled)


class _Model:
    """A file that was read, and where its words are."""

    def __init__(self, source: Source, lines: list[str], root: Mapping) -> None:
        self.source, self.lines, self._root = source, lines, root
        self.settled: set[Hashable] = set()

    def with_lines(self, lines: AbstractMapping[int, str], variables: AbstractMapping[str, str]) -> Mapping:
        """Return the tree with some lines changed."""
        new: dict[int, Node] = {}
        for number, line in lines.items():
            spot, written = self._find(number, environment.hide(line))
            scalar = rewrite(spot.scalar, written, self._place(spot, written), variables)
            if scalar is None:
                raise _DifferentError
            new[id(spot.scalar)] = scalar
        return _Renewal(self._root, new, self._around).root()

    def _find(self, number: int, line: str) -> tuple[_Spot, str]:
        """Return the only word that differs in a line, and what is written there now."""
        old = environment.hide(self.lines[number])
        for spot in self._spots.get(number, ()):
            end = len(line) - len(old) + spot.end
            fits = line[: spot.start] == old[: spot.start] and line[end:] == old[spot.end :]
            words = line[spot.start : end]
            if fits and end > spot.start and len(line) < _LONGEST_LINE and _WORDS.fullmatch(words):
                return spot, words
        raise _DifferentError

    def _place(self, spot: _Spot, written: str) -> Place:
        """Return the place of a word that may be longer now; nothing may stand behind it in its line then."""
        place = spot.scalar.place
        more = len(written) - (spot.end - spot.start)
        if more and self._last_column[place.line] > place.end_column:
            raise _DifferentError
        return place._replace(end_column=place.end_column + more)

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        """All nodes, keys as well, each once."""
        found: dict[int, Node] = {}
        waiting: list[Node] = [self._root]
        while waiting:
            node = waiting.pop()
            if id(node) not in found:
                found[id(node)] = node
                waiting += _children(node)
        return tuple(found.values())

    @cached_property
    def _around(self) -> dict[int, list[Node]]:
        """The nodes around each node; an anchor has several."""
        found: dict[int, list[Node]] = {}
        for node in self._nodes:
            for child in _children(node):
                found.setdefault(id(child), []).append(node)
        return found

    @cached_property
    def _last_column(self) -> dict[int, int]:
        """Where in each line the last thing starts or ends."""
        found: dict[int, int] = {}
        for place, end_column in _places(self._nodes):
            for line, column in ((place.line, place.column), (place.end_line, end_column)):
                found[line] = max(found.get(line, 0), column)
        return found

    @cached_property
    def _spots(self) -> dict[int, list[_Spot]]:
        """The words that others may stand in for, by line."""
        keys = {id(pair.key) for node in self._nodes if isinstance(node, Mapping) for pair in node}
        if self._has_plain_root():
            keys -= {id(pair.key) for pair in self._root}
        found: dict[int, list[_Spot]] = {}
        for node in self._nodes:
            if isinstance(node, Scalar) and id(node) not in keys and (spot := self._spot(node)):
                found.setdefault(node.place.line - 1, []).append(spot)
        return found

    def _has_plain_root(self) -> bool:
        """Whether the keys at the top are all its own, one a line, so that each may have another name."""
        first = next(iter(self._root), None)
        tops = (line for line in self.lines if line[:1] not in (" ", "#", ""))
        is_block = first is not None and first.key.place[:3] == self._root.place[:3]
        return is_block and self._root.place.column == 1 and not any("<<" in line for line in tops)

    def _spot(self, scalar: Scalar) -> _Spot | None:
        place = scalar.place
        if scalar.quoted or scalar.style or place.line != place.end_line or place.file != self.source.name:
            return None
        if place.column == place.end_column:  # nothing is written there, perhaps behind the last line
            return None
        line = environment.hide(self.lines[place.line - 1])
        anchor = _ANCHOR.match(line, place.column - 1)
        start, end = anchor.end() if anchor else place.column - 1, place.end_column - 1
        return _Spot(scalar, start, end) if _WORDS.fullmatch(line, start, end) else None


class _Renewal:
    """Makes a tree anew where nodes are exchanged for others, and leaves all else as it is."""

    def __init__(self, root: Mapping, new: dict[int, Node], around: AbstractMapping[int, list[Node]]) -> None:
        self._old_root, self._new = root, new
        self._pairs: dict[int, Pair] = {}
        self._touched: set[int] = set()
        waiting = [*new]
        while waiting:
            for node in around.get(waiting.pop(), ()):
                if id(node) not in self._touched:
                    self._touched.add(id(node))
                    waiting.append(id(node))

    def root(self) -> Mapping:
        """Return the new tree."""
        return self._mapping(self._old_root)

    def _node(self, node: Node) -> Node:
        known = self._new.get(id(node))
        if known is None and id(node) in self._touched:
            known = self._mapping(node) if isinstance(node, Mapping) else self._sequence(node)
            self._new[id(node)] = known
        return node if known is None else known

    def _sequence(self, node: Node) -> Sequence:
        if not isinstance(node, Sequence):
            raise _DifferentError
        return Sequence(node.place, tuple(self._node(item) for item in node.items))

    def _mapping(self, node: Mapping) -> Mapping:
        pairs = {}
        for name, pair in node.pairs.items():
            key = self._new.get(id(pair.key), pair.key)
            made = self._pair(pair, key) if isinstance(key, Scalar) else pair
            if made.key is not pair.key and node is not self._old_root:  # it may hide one that is merged
                raise _DifferentError
            pairs[name if made.key is pair.key else made.key.value] = made
        if len(pairs) != len(node.pairs):  # a name that is there twice
            raise _DifferentError
        return Mapping(node.place, pairs)

    def _pair(self, pair: Pair, key: Scalar) -> Pair:
        """Return a pair; where it is merged into other mappings it is the same there."""
        value = self._node(pair.value)
        if key is pair.key and value is pair.value:
            return pair
        return self._pairs.setdefault(id(pair), Pair(key, value, pair.alias))


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, Mapping):
        for pair in node:
            yield pair.key
            yield pair.value
    elif isinstance(node, Sequence):
        yield from node.items


def _places(nodes: tuple[Node, ...]) -> Iterator[tuple[Place, int]]:
    """Yield each place with where it ends; what holds others ends behind the last of them."""
    for node in nodes:
        yield node.place, node.place.end_column + (not isinstance(node, Scalar))
        if isinstance(node, Mapping):
            yield from ((pair.alias, pair.alias.end_column) for pair in node if pair.alias)
