"""Keeps Python from looking for garbage where there is none: what is made of specs is a tree, and is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# To tell what is frozen, and to thaw it, takes longer than to look through less than this.
_MUCH = 100_000


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Stop the collector for a while; it would go through all objects of the process again and again.

    When much was made meanwhile, it counts as old then, or the first look would go through all of it at once.
    For that all objects are frozen for a moment, which is left when somebody else has frozen some.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MUCH and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
