"""What a check has looked at in a twin without any finding, so that it need not look again in the next one.

Twins have most of their nodes in common (`dagspec.twin`). A key holds everything that a verdict depends on,
nodes by what they are and not by what they say. Nothing counts before the whole file was found in order:
then no rule was silent because of a mistake elsewhere. Files that are no twins are looked at in full.
"""

from __future__ import annotations

from collections.abc import Hashable


class Cleared:
    """The keys that are settled for the twins of one model, and those of the twin that is looked at now."""

    def __init__(self) -> None:
        self._settled: set[Hashable] | None = None
        self._fresh: list[Hashable] = []
        self._is_whole = True

    def __reduce__(self) -> tuple[type[Cleared], tuple[()]]:
        return Cleared, ()  # another process has other nodes

    def begin(self, settled: set[Hashable]) -> None:
        """Begin with a twin, given what is settled for those of its making."""
        self._settled, self._is_whole = settled, True
        self._fresh.clear()

    def has(self, *key: Hashable) -> bool:
        """Tell whether this needs no other look; if it does, it gets it now."""
        if self._settled is None:
            return False
        if key in self._settled:
            return True
        self._fresh.append(key)
        return False

    def skip(self) -> None:
        """Note that something was not looked at, for it would take too long."""
        self._is_whole = False

    def end(self, *, is_in_order: bool) -> None:
        """End with a twin; the first one in order settles what the others have in common with it."""
        if self._settled is not None and not self._settled and is_in_order and self._is_whole:
            self._settled.update(self._fresh)
        self._settled = None
        self._fresh.clear()
