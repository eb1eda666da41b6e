"""Row ranges of a long array: what is worked on at once, so that memory does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil

BLOCK_ROWS = 1_000_000


def row_blocks(rows: int, block_rows: int = BLOCK_ROWS) -> Iterator[slice]:
    """Divide the rows into ranges of nearly the same length."""
    count = max(1, ceil(rows / block_rows))
    ends = [rows * index // count for index in range(count + 1)]
    return (slice(start, end) for start, end in pairwise(ends))
