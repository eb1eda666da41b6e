"""One pass over the CSV: blocks are checked in a second thread, and the rows that can be used are written."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray
from upath import UPath

from pipeline_tasks.array_file import ArrayWriter
from pipeline_tasks.csv_blocks import CsvReader
from pipeline_tasks.errors import BadData
from pipeline_tasks.faults import Faults
from pipeline_tasks.ranges import Limits
from pipeline_tasks.validate import RowChecker, Rows, check_header

# Parsing leaves Python's lock: one thread parses while this one reads, hashes and writes, which takes as
# long. A second one would only wait, with a few more blocks in memory.
_AHEAD = 2  # blocks


@dataclass(frozen=True)
class RowsRead:
    """What the pass found: the hash of the file, how many rows were written, and how many were not."""

    sha256: str
    rows: int
    positives: int
    gaps: NDArray[np.uint32]
    unreadable: int
    has_target: bool


def read_rows(  # noqa: PLR0913  what to read, what it may be, and where it goes: one pass does it all
    path: UPath,
    features: Sequence[str],
    target: str,
    limits: Limits,
    drafts: Sequence[Path],
    dtype: DTypeLike,
    faults: Faults,
) -> RowsRead:
    """Write features, target, row numbers and row keys to the four drafts, and note all faults.

    Raises
    ------
    BadData
        When none of the columns is there, so that nothing can be checked.
    """
    with path.open("rb") as stream:
        reader = CsvReader(stream, str(path))
        check_header(reader.header, [*features, target], faults)
        if not {*features, target} & {*reader.header}:
            faults.raise_if_any()
        checker = RowChecker(reader.header, features, target, limits)
        counts = list(_write(_checked(reader, checker, faults), len(features), drafts, dtype))
    if not counts:
        raise BadData(f"{path}: expected rows after the header, got none")
    rows, positives, unreadable, gaps = zip(*counts, strict=True)
    return RowsRead(
        reader.sha256,
        sum(rows),
        sum(positives),
        np.concatenate(gaps),
        sum(unreadable),
        target in reader.header,
    )


_Counts = tuple[int, int, int, NDArray[np.uint32]]


def _write(
    blocks: Iterator[Rows], columns: int, drafts: Sequence[Path], dtype: DTypeLike
) -> Iterator[_Counts]:
    """Write block after block, and count rows."""
    with (
        ArrayWriter(drafts[0], dtype, columns) as features,
        ArrayWriter(drafts[1], np.uint8) as target,
        ArrayWriter(drafts[2], np.uint32) as numbers,
        ArrayWriter(drafts[3], np.uint64) as keys,
    ):
        for rows in blocks:
            features.append(rows.features)
            target.append(rows.target)
            numbers.append(rows.numbers)
            keys.append(rows.keys)
            yield len(rows.target), int(np.count_nonzero(rows.target)), rows.unreadable, rows.gaps


def _checked(reader: CsvReader, checker: RowChecker, faults: Faults) -> Iterator[Rows]:
    """Check blocks in another thread, a few ahead of the one that is written, in the order of the file."""
    waiting: deque[tuple[Future[Rows], Faults]] = deque()

    def settle() -> Rows:
        future, found = waiting.popleft()
        rows = future.result()
        faults.include(found)
        return rows

    with ThreadPoolExecutor(1) as pool:
        for block in reader.blocks():
            found = Faults(faults.source)
            waiting.append((pool.submit(checker.check, block, found), found))
            if len(waiting) > _AHEAD:
                yield settle()
        while waiting:
            yield settle()
