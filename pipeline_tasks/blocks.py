"""Row ranges of a long array: what is worked on at once, so that memory does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil

# A block of this many rows, and what is computed from it, stay near the processor and take a few megabytes.
BLOCK_ROWS = 65_536
# Up to here rows are worked on whole, by scikit-learn's own functions.
MEMORY_ROWS = 1_000_000


def row_blocks(rows: int, block_rows: int = BLOCK_ROWS) -> Iterator[slice]:
    """Divide the rows into ranges of nearly the same length."""
    count = max(1, ceil(rows / block_rows))
    ends = [rows * index // count for index in range(count + 1)]
    return (slice(start, end) for start, end in pairwise(ends))
