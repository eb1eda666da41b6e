"""Keeps Python from looking for garbage where there is none: what is made of specs is a tree, and is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Stop the collector for a while; it would go through all objects of the process again and again.

    What was made meanwhile counts as old then, or the first look would go through all of it at once. For that
    all objects are frozen for a moment, which is left when somebody else has frozen some.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
