"""One thread for products of matrices: the work around them is what is shared out, or nothing is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Hold the libraries for linear algebra to one thread within a block."""
    limiter: AbstractContextManager[object] = _controller().limit(limits=1)
    return limiter


@cache
def _controller() -> ThreadpoolController:
    """Look through the loaded libraries once, which takes longer than a small fit."""
    return ThreadpoolController()
