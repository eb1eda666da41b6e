"""Keeps Python from looking for garbage where there is none: what is made of specs is a tree, and is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# To freeze, and to tell what is frozen, takes longer than to look through less than this.
_MUCH = 100_000


class _Frost:
    """What the collector does not look at, until it rests again."""

    def __init__(self) -> None:
        self._is_ours = False

    def freeze(self) -> None:
        """Freeze all there is, unless somebody else has frozen some."""
        self._is_ours = not gc.get_freeze_count()
        if self._is_ours:
            gc.freeze()

    def thaw(self) -> None:
        """Thaw what was frozen here, and what others have frozen since; to tell them apart takes long."""
        if self._is_ours:
            gc.unfreeze()
        self._is_ours = False


_FROST = _Frost()


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Stop the collector for a while; it would go through all objects of the process again and again.

    When much was made meanwhile, it is frozen: Airflow's next steps would have the collector go through all
    of it. The next rest thaws it; until then a process that lives on keeps what becomes garbage of it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    _FROST.thaw()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MUCH:
                _FROST.freeze()
            gc.enable()
