"""What a check has looked at in a file without any finding, so that it need not look again in a twin of it.

Twins have most of their nodes in common (`dagspec.twin`). A key holds everything that a verdict depends on,
nodes by what they are and not by what they say. Nothing counts before the whole file was found in order:
then no rule was silent because of a mistake elsewhere.
"""

from __future__ import annotations

from collections.abc import Hashable

# About fifty files of eleven tasks. They are kept with their nodes, so there is an end to it.
_MOST = 20_000


class Cleared:
    """The keys that are settled, and those of the file that is looked at now."""

    def __init__(self) -> None:
        self._settled: set[Hashable] = set()
        self._fresh: list[Hashable] = []
        self._is_whole = True

    def __reduce__(self) -> tuple[type[Cleared], tuple[()]]:
        return Cleared, ()  # another process has other nodes

    def has(self, *key: Hashable) -> bool:
        """Tell whether this needs no other look; if it does, it gets it now."""
        if key in self._settled:
            return True
        self._fresh.append(key)
        return False

    def skip(self) -> None:
        """Note that something was not looked at, for it would take too long."""
        self._is_whole = False

    def settle(self) -> None:
        """Take what was looked at since the last time as settled: the file is in order."""
        if self._is_whole:
            if len(self._settled) > _MOST:
                self._settled.clear()
            self._settled.update(self._fresh)
        self.forget()

    def forget(self) -> None:
        """Drop what was looked at since the last time."""
        self._fresh.clear()
        self._is_whole = True
