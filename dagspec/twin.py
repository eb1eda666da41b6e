"""Reads a file by its difference from one that was read before: specs of one making differ in a few words.

A word without quotes, on one line, with another such word in its place, changes nothing else of what the YAML
reader sees. So the tree is that of the file before but for this value and what lies around it, and all other
nodes are the very same: rules know them again. Whatever differs in any other way is not read here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dagspec import environment
from dagspec.compose import rewrite
from dagspec.renewal import DifferentError, Renewal, all_nodes, children_of
from dagspec.source import MAX_BYTES, Source
from dagspec.tree import Mapping, Node, Place, Scalar

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


class _Spot(NamedTuple):
    """A value that another one may stand in for: from where to where it is written in its line."""

    scalar: Scalar
    start: int
    end: int


class Twin(NamedTuple):
    """A file that was read as a twin, under the name of its model.

    The identities of the nodes and pairs of the model, and of those that only the twin has, are for
    `dagspec.cleared`.
    """

    source: Source
    common: frozenset[int]
    own: frozenset[int]


class Twins:
    """The files that others may be twins of: of each number of lines the last one."""

    def __init__(self, variables: AbstractMapping[str, str]) -> None:
        self._variables = variables
        self._known: dict[int, _Model] = {}

    def remember(self, source: Source, defaults: Iterable[Source] = ()) -> None:
        """Keep a file that is in order as the model for those that follow, if it can be one."""
        text = source.text
        if source.root is None or source.diagnostics or any(sign in text for sign in _BREAKS):
            return
        lines = text.split("\n")
        if len(self._known) >= _MOST_MODELS:
            self._known.pop(next(iter(self._known)))
        self._known[len(lines)] = _Model(source, lines, source.root, tuple(defaults))

    def read(self, data: bytes, path: Path, defaults: Iterable[Source] = ()) -> Twin | None:
        """Read a file as the twin of one before that had the very same defaults; None when it is not one."""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        lines = text.split("\n")
        model = self._known.get(len(lines))
        if model is None or len(data) > MAX_BYTES or not model.has(defaults):
            return None
        changed = [number for number, old in enumerate(model.lines) if old != lines[number]]
        if len(changed) > _MOST_LINES:
            return None
        try:
            root, own = model.with_lines({number: lines[number] for number in changed}, self._variables)
        except DifferentError:
            return None
        digest = hashlib.sha256(data).hexdigest()
        return Twin(Source(path, model.source.name, text, digest, root, ()), model.common, own)


class _Model:
    """A file that was read, and where its words are."""

    def __init__(self, source: Source, lines: list[str], root: Mapping, defaults: tuple[Source, ...]) -> None:
        self.source, self.lines, self._root, self._defaults = source, lines, root, defaults
        self._hidden: dict[int, str] = {}
        self._renewals: dict[frozenset[int], Renewal] = {}

    def has(self, defaults: Iterable[Source]) -> bool:
        """Tell whether these are its defaults, as they were read for it."""
        return [id(source) for source in defaults] == [id(source) for source in self._defaults]

    def with_lines(
        self, lines: AbstractMapping[int, str], variables: AbstractMapping[str, str]
    ) -> tuple[Mapping, frozenset[int]]:
        """Return the tree with some lines changed, and the identities of what is new in it."""
        new: dict[int, Node] = {}
        for number, line in lines.items():
            spot, written = self._find(number, environment.hide(line))
            scalar = rewrite(spot.scalar, written, self._place(spot, written), variables)
            if scalar is None or "{" in scalar.text:
                raise DifferentError
            new[id(spot.scalar)] = scalar
        changed = frozenset(new)
        if changed not in self._renewals:
            if len(self._renewals) >= _MOST_MODELS:
                self._renewals.clear()
            self._renewals[changed] = Renewal(self._root, changed, self._around)
        return self._renewals[changed].root(new)

    def _find(self, number: int, line: str) -> tuple[_Spot, str]:
        """Return the only word that differs in a line, and what is written there now."""
        old = self._hide(number)
        for spot in self._spots.get(number, ()):
            end = len(line) - len(old) + spot.end
            fits = line[: spot.start] == old[: spot.start] and line[end:] == old[spot.end :]
            words = line[spot.start : end]
            if fits and end > spot.start and len(line) < _LONGEST_LINE and _WORDS.fullmatch(words):
                return spot, words
        raise DifferentError

    def _place(self, spot: _Spot, written: str) -> Place:
        """Return the place of a word that may be longer now; nothing may stand behind it in its line then."""
        place = spot.scalar.place
        more = len(written) - (spot.end - spot.start)
        if more and self._last_column[place.line] > place.end_column:
            raise DifferentError
        return place._replace(end_column=place.end_column + more)

    def _hide(self, number: int) -> str:
        """Return a line as `environment.hide` shows it; the same lines are asked for again and again."""
        if number not in self._hidden:
            self._hidden[number] = environment.hide(self.lines[number])
        return self._hidden[number]

    @cached_property
    def common(self) -> frozenset[int]:
        """The identities of all nodes and pairs that a twin may have in common with it."""
        roots = [source.root for source in self._defaults if source.root]
        nodes = [*self._nodes, *(node for root in roots for node in all_nodes(root))]
        pairs = (pair for node in nodes if isinstance(node, Mapping) for pair in node)
        return frozenset(map(id, [*nodes, *pairs]))

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return all_nodes(self._root)

    @cached_property
    def _around(self) -> dict[int, list[Node]]:
        """The nodes around each node; an anchor has several."""
        found: dict[int, list[Node]] = {}
        for node in self._nodes:
            for child in children_of(node):
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
        if "{" in scalar.text:  # a template, which may say more than other words
            return None
        line = self._hide(place.line - 1)
        anchor = _ANCHOR.match(line, place.column - 1)
        start, end = anchor.end() if anchor else place.column - 1, place.end_column - 1
        return _Spot(scalar, start, end) if _WORDS.fullmatch(line, start, end) else None


def _places(nodes: tuple[Node, ...]) -> Iterator[tuple[Place, int]]:
    """Yield each place with where it ends; what holds others ends behind the last of them."""
    for node in nodes:
        yield node.place, node.place.end_column + (not isinstance(node, Scalar))
        if isinstance(node, Mapping):
            yield from ((pair.alias, pair.alias.end_column) for pair in node if pair.alias)
