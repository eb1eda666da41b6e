"""Makes a tree anew where certain nodes are exchanged for others, and leaves all else as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from typing import Any, cast

from dagspec.spec import NOT_DAGS
from dagspec.tree import Mapping, Node, Pair, Scalar, Sequence

# At the top of a file these say more than the name of a DAG does.
_NOT_NAMES = frozenset({*NOT_DAGS, "tasks"})


class DifferentError(Exception):
    """A tree cannot be made anew like this."""


class Renewal:
    """How a tree is made anew where certain nodes change; `around` has the nodes around each node."""

    def __init__(
        self, root: Mapping, changed: frozenset[int], around: AbstractMapping[int, list[Node]]
    ) -> None:
        self._root, self._changed = root, set(changed)
        waiting = [*changed]
        while waiting:
            for node in around.get(waiting.pop(), ()):
                if id(node) not in self._changed:
                    self._changed.add(id(node))
                    waiting.append(id(node))
        self._steps = {id(node): (node, names) for node, names in self._walk(root, set())}

    def _walk(self, node: Node, seen: set[int]) -> Iterator[tuple[Node, tuple[Any, ...]]]:
        """Yield what holds a changed node, from within outwards, with the names of its pairs that change."""
        if id(node) in seen or isinstance(node, Scalar):
            return
        seen.add(id(node))
        for child in children_of(node):
            if id(child) in self._changed:
                yield from self._walk(child, seen)
        names: tuple[Any, ...] = ()
        if isinstance(node, Mapping):
            pairs = node.pairs.items()
            names = tuple(n for n, pair in pairs if {id(pair.key), id(pair.value)} & self._changed)
            if node is not self._root and any(id(node.pairs[name].key) in self._changed for name in names):
                raise DifferentError  # the key may hide one that is merged
        yield node, names

    def root(self, new: dict[int, Node]) -> tuple[Mapping, frozenset[int]]:
        """Return the new tree, given what the changed nodes are exchanged for, and who is new in it."""
        made: dict[int, Pair] = {}
        for node, names in self._steps.values():
            if isinstance(node, Sequence):
                new[id(node)] = Sequence(node.place, tuple(new.get(id(item), item) for item in node.items))
            elif isinstance(node, Mapping):
                new[id(node)] = Mapping(node.place, _renewed(node, names, new, made))
        return cast(Mapping, new[id(self._root)]), frozenset(map(id, (*new.values(), *made.values())))


def _renewed(
    node: Mapping, names: Iterable[Any], new: AbstractMapping[int, Node], made: dict[int, Pair]
) -> dict[Any, Pair]:
    """Return the pairs of a mapping with the changed ones made anew, in their order.

    A pair that is merged into other mappings is the same there: `made` keeps them.
    """
    pairs = dict(node.pairs)
    for name in names:
        pair = pairs[name]
        if id(pair) not in made:
            key, value = new.get(id(pair.key), pair.key), new.get(id(pair.value), pair.value)
            made[id(pair)] = Pair(cast(Scalar, key), value, pair.alias)
        pairs[name] = made[id(pair)]
    if all(pairs[name].key is node.pairs[name].key for name in names):
        return pairs
    named = {name if pair is node.pairs[name] else pair.key.value: pair for name, pair in pairs.items()}
    is_twice = len(named) != len(pairs)
    if is_twice or not _NOT_NAMES.isdisjoint(named.keys() ^ pairs.keys()):
        raise DifferentError
    return named


def all_nodes(root: Node) -> tuple[Node, ...]:
    """Return all nodes of a tree, keys as well, each once."""
    found: dict[int, Node] = {}
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += children_of(node)
    return tuple(found.values())


def children_of(node: Node) -> Iterator[Node]:
    """Yield the nodes right below a node, keys as well."""
    if isinstance(node, Mapping):
        for pair in node:
            yield pair.key
            yield pair.value
    elif isinstance(node, Sequence):
        yield from node.items
