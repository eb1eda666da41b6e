"""What a check need not look at: what a twin has in common with its model, which is in order.

A model is a file in which a full check found nothing (`dagspec.twin`). Its twins have most of their nodes in
common with it, each at the same place of the same structure. So a verdict that depends on common nodes alone
is the one that the model got, and a rule may leave it out; it must ask about all that the verdict depends on.
Files that are no twins have nothing in common with any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from dagspec.tree import Mapping, Node, Pair, Sequence

_NOTHING: AbstractSet[int] = frozenset()


class Cleared:
    """What the file that is looked at now has in common with its model."""

    def __init__(self) -> None:
        self._common = self._own = _NOTHING
        self.is_whole = True

    def __reduce__(self) -> tuple[type[Cleared], tuple[()]]:
        return Cleared, ()  # another process has other nodes

    def begin(self, common: AbstractSet[int] = _NOTHING, own: AbstractSet[int] = _NOTHING) -> None:
        """Begin with a file, given the identities of what is common, and of what only this file has."""
        self._common, self._own, self.is_whole = common, own, True

    def news(self, node: Mapping) -> list[Pair]:
        """Return the pairs of a mapping that are not the model's own."""
        common = self._common
        return [pair for pair in node.pairs.values() if id(pair) not in common and not self._is_laid(pair)]

    def new_items(self, node: Sequence) -> list[Node]:
        """Return the items of a list that are not the model's own."""
        return [item for item in node.items if id(item) not in self._common]

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

    def _is_laid(self, pair: Pair) -> bool:
        """Tell whether a pair was made by laying what is common over defaults that are common as well."""
        if not self._common or id(pair) in self._own or id(pair.key) not in self._common:
            return False
        return isinstance(pair.value, Mapping) and not self.news(pair.value)
