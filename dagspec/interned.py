"""Reads files so that what they have in common is made once: equal parts are the very same objects.

Specs of one making have nearly all of their words and settings in common, in whatever order, and to make a
node takes longer than to find it. But a node that was made for another file has its place there: the names of
DAGs and what is told about other files have places of their own, and whoever wants the place of anything else
reads the file alone.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from typing import Any

from yaml import AliasEvent

from dagspec.compose import Composer
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence

# The names of DAGs stand so deep, and what they hold one deeper: no two files have those in common.
DEPTH_OF_NAMES = 1
# What other files may ask about.
PLACED = frozenset(
    {
        "external_dag_id",
        "external_task_group_id",
        "external_task_id",
        "external_task_ids",
        "schedule",
        "trigger_dag_id",
    }
)


class ApartError(Exception):
    """A file must be read alone: an alias stands where a place of its own is needed."""


class Pool:
    """The nodes that were made, by what they are made of; all files of a pool have the same variables.

    `words` are scalars by how YAML has them: the text, its quotes and its tag.
    """

    def __init__(self) -> None:
        self.words: dict[tuple[str, str, str | None], Scalar] = {}
        self._scalars: dict[tuple[object, ...], Scalar] = {}
        self._pairs: dict[tuple[Scalar, Node, bool], Pair] = {}
        self._lists: dict[tuple[Node, ...], Sequence] = {}
        self._mappings: dict[tuple[Pair, ...], Mapping] = {}
        self._weights: dict[Node, int] = {}

    def __len__(self) -> int:
        return len(self._scalars) + len(self._pairs) + len(self._lists) + len(self._mappings)

    def scalar(self, made: Scalar) -> Scalar:
        """Return the first scalar that was made like this one."""
        return self._scalars.setdefault(made.content, made)

    def weight(self, node: Node) -> int:
        """Return for how many nodes one stands, its aliases resolved, as the composer counts them."""
        if isinstance(node, Scalar):
            return 1
        weight = self._weights.get(node)
        if weight is None:
            inner = [pair.value for pair in node] if isinstance(node, Mapping) else node.items
            keys = len(node) if isinstance(node, Mapping) else 0
            weight = self._weights[node] = 1 + keys + sum(map(self.weight, inner))
        return weight

    def pair(self, key: Scalar, value: Node, alias: Place | None = None) -> Pair:
        """Return the pair of two nodes."""
        known = key, value, alias is None
        pair = self._pairs.get(known)
        if pair is None:
            pair = self._pairs[known] = Pair(key, value, alias)
        return pair

    def list(self, place: Place, items: tuple[Node, ...]) -> Sequence:
        """Return the list of these nodes."""
        found = self._lists.get(items)
        if found is None:
            found = self._lists[items] = Sequence(place, items)
        return found

    def mapping(self, place: Place, pairs: AbstractMapping[Any, Pair]) -> Mapping:
        """Return the mapping of these pairs in this order."""
        known = tuple(pairs.values())
        found = self._mappings.get(known)
        if found is None:
            found = self._mappings[known] = Mapping(place, pairs)
        return found


class PoolingComposer(Composer):
    """Builds one file's tree from what is in a pool, and adds what is not; one with diagnostics is of no use.

    Nothing is taken from the pool down to a depth, nor is a mapping that begins there.
    """

    def __init__(
        self,
        file: str,
        text: str,
        variables: AbstractMapping[str, str],
        pool: Pool,
        depth: int = DEPTH_OF_NAMES,
    ) -> None:
        super().__init__(file, text, variables)
        self._pool, self._own_depth = pool, depth
        self._is_placed = False
        self.has_deep_places = False  # whether a value below that depth has its own place

    def know(self, anchors: AbstractMapping[str, Node]) -> None:
        """Take nodes that the text calls by name."""
        self._anchors = {name: (node, self._pool.weight(node)) for name, node in anchors.items()}

    def _scalar(self, event: Any) -> Scalar:
        if self._is_placed or self._depth <= self._own_depth:
            return super()._scalar(event)
        written = event.value, event.style, event.tag
        scalar = self._pool.words.get(written)
        if scalar is None:
            scalar = self._pool.scalar(super()._scalar(event))
            if not self.diagnostics:
                self._pool.words[written] = scalar
        return scalar

    def _value(self, key: Node, event: Any) -> Node:
        is_name = self._depth == DEPTH_OF_NAMES
        if not is_name and not (type(key) is Scalar and key.value in PLACED):
            return self._node(event)
        if type(event) is AliasEvent:
            raise ApartError
        self.has_deep_places = self.has_deep_places or self._depth > self._own_depth
        before, self._is_placed = self._is_placed, self._is_placed or not is_name
        value = self._node(event)
        self._is_placed = before
        return value

    def _alias(self, event: Any) -> Node:
        if self._is_placed:
            raise ApartError
        return super()._alias(event)

    def _merge(self, merged: dict[Any, Pair], value: Node, place: Place) -> None:
        if self._depth == DEPTH_OF_NAMES:
            raise ApartError
        super()._merge(merged, value, place)

    def _pair(self, key: Scalar, value: Node, alias: Place | None) -> Pair:
        return self._pool.pair(key, value, alias)

    def _list(self, place: Place, items: tuple[Node, ...]) -> Sequence:
        return Sequence(place, items) if self._is_placed else self._pool.list(place, items)

    def _dict(self, place: Place, pairs: dict[Any, Pair]) -> Mapping:
        if self._is_placed or self._depth <= self._own_depth + 1:
            return Mapping(place, pairs)
        return self._pool.mapping(place, pairs)
