"""Rows that are there twice: rows whose values are equal, and then whose whole lines are.

Two visitors may have the same values in the columns that are used; only a line that is the same in
all columns, the time among them, is a copy.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from upath import UPath

from pipeline_tasks.blocks import row_blocks
from pipeline_tasks.csv_blocks import CsvReader, split_records

_PARTS = 16


def row_keys(values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Mix the values of each row into one number: equal rows get equal keys.

    Parameters
    ----------
    values : array of shape (n, k)

    Returns
    -------
    array of shape (n,)
    """
    keys = np.zeros(len(values), np.uint64)
    for column in (values + 0.0).T.copy().view(np.uint64):  # + 0.0: there is one zero, not two
        keys ^= column
        keys *= np.uint64(
            0x9E3779B97F4A7C15
        )  # the golden ratio as a multiplier (Knuth, TAOCP 3, section 6.4)
        keys ^= keys >> np.uint64(32)
    return keys


def find_copies(path: UPath, keys: NDArray[np.uint64], numbers: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Find every row but the first of each group of equal lines.

    Parameters
    ----------
    path : UPath
        The file; it is read again when there are equal keys.
    keys, numbers : arrays of shape (n,)
        Of the rows, in the order of the file.

    Returns
    -------
    array of shape (copies,)
        Indices of the rows to leave out, ascending.
    """
    suspects = np.sort(np.concatenate([_repeated(keys, part) for part in range(_PARTS)]))
    if not len(suspects):
        return suspects
    lines = _hash_lines(path, numbers[suspects])
    order = np.lexsort((lines, keys[suspects]))  # stable: equal lines stay in the order of the file
    keys_in_order, lines = keys[suspects[order]], lines[order]
    again = (keys_in_order[1:] == keys_in_order[:-1]) & (lines[1:] == lines[:-1])
    return np.sort(suspects[order[1:][again]])


def _repeated(keys: NDArray[np.uint64], part: int) -> NDArray[np.intp]:
    """Find the rows whose key occurs more than once; in parts, so that sorting needs little memory."""
    last_bits = np.uint64(_PARTS - 1)
    blocks = row_blocks(len(keys))
    members = np.concatenate(
        [block.start + np.flatnonzero((keys[block] & last_bits) == part) for block in blocks]
    )
    values = keys[members]
    ordered = np.sort(values)
    repeated: NDArray[Any] = ordered[1:][ordered[1:] == ordered[:-1]]
    return (
        members[np.isin(values, repeated)] if len(repeated) else np.empty(0, np.intp)
    )  # a view would keep them all


def _hash_lines(path: UPath, numbers: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Hash the lines of some rows, given by ascending numbers: many suspects need not fit into memory."""
    found = []
    with path.open("rb") as stream:
        for block in CsvReader(stream, str(path)).blocks():
            start, end = np.searchsorted(numbers, [block.first_row, block.first_row + block.rows])
            if start < end:
                records = split_records(block.content)
                digests = [
                    blake2b(records[number - block.first_row], digest_size=8).digest()
                    for number in numbers[start:end].tolist()
                ]
                found.append(np.frombuffer(b"".join(digests), np.uint64))
    return np.concatenate(found)
