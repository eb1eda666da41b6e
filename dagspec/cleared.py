"""What a check need not look at: what a twin has in common with its model, which is in order.

A model is a file in which a full check found nothing (`dagspec.twin`). Its twins have the same structure, and
most of their values. So a verdict that depends on common values alone is the one that the model got, and a
rule may leave it out; it must ask about all that the verdict depends on. Files that are no twins have nothing
in common with any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from dagspec.tree import Mapping, Node, Pair, Sequence

_NOTHING: AbstractSet[int] = frozenset()


class Cleared:
    """What the file that is looked at now has in common with its model."""

    def __init__(self) -> None:
        self.begin()

    def __reduce__(self) -> tuple[type[Cleared], tuple[()]]:
        return Cleared, ()  # another process has other nodes

    def begin(
        self,
        common: AbstractSet[int] = _NOTHING,
        own: AbstractSet[int] = _NOTHING,
        is_in_order: bool = False,
    ) -> None:
        """Begin with a file, given the identities of what is common, and of what only this file has.

        What is common in one place may be new in another: then it is in both. `is_in_order` when keys and
        tasks have the order of the model. Without anything in common all is new.
        """
        self._common, self._own, self.is_in_order = common, own, is_in_order
        self.is_whole, self.needs_places = True, False

    def news(self, node: Mapping) -> list[Pair]:
        """Return the pairs of a mapping that are not the model's own."""
        common, own = self._common, self._own
        return [
            pair
            for pair in node.pairs.values()
            if id(pair) in own or (id(pair) not in common and self._is_new(pair.value))
        ]

    def new_items(self, node: Sequence) -> list[Node]:
        """Return the items of a list that are not the model's own."""
        return [item for item in node.items if self._is_new(item)]

    def leaves(self, pair: Pair) -> Iterator[Pair]:
        """Yield each new single value below a pair, with its key or that of its list."""
        if isinstance(pair.value, Mapping):
            for inner in self.news(pair.value):
                yield from self.leaves(inner)
        elif isinstance(pair.value, Sequence):
            for item in self.new_items(pair.value):
                yield from self.leaves(Pair(pair.key, item, pair.alias))
        else:
            yield pair

    def skip(self) -> None:
        """Note that something was not looked at, for it would take too long: the file is no model."""
        self.is_whole = False

    def ask_for_places(self) -> None:
        """Note that a verdict needs the place of a value, which a pooled one does not have."""
        self.needs_places = True

    def _is_new(self, node: Node) -> bool:
        """Tell whether anything at or below a node is new: it may have been made of what is common."""
        if not self._common or id(node) in self._own:
            return True
        if id(node) in self._common:
            return False
        if isinstance(node, Mapping):
            return bool(self.news(node))
        return isinstance(node, Sequence) and bool(self.new_items(node))
