"""Task load_data: reads the CSV once, checks every row, and keeps the columns that are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from upath import UPath

from pipeline_tasks.arguments import Count, Tolerance, columns, number, whole
from pipeline_tasks.array_file import ArrayWriter
from pipeline_tasks.blocks import row_blocks
from pipeline_tasks.csv_blocks import BLOCK_BYTES
from pipeline_tasks.duplicates import find_copies
from pipeline_tasks.errors import BadData
from pipeline_tasks.faults import SHOWN, Faults
from pipeline_tasks.notes import Notebook
from pipeline_tasks.ranges import read_limits
from pipeline_tasks.read_rows import RowsRead, read_rows
from pipeline_tasks.workspace import Workspace

# From about a million rows on, features are kept in single precision: half the disk and memory. The
# rounding (6e-8 of a value) is far below the statistical error of that many rows (1e-3).
SINGLE_PRECISION_BYTES = 100 << 20
FILES = ("features.npy", "target.npy", "row_numbers.npy", "row_keys.npy")


def load_data(  # noqa: PLR0913  the arguments are the keys of the spec
    source: str,
    storage: str,
    run_id: str,
    features: Sequence[str],
    target: str,
    ranges: Mapping[str, Sequence[float]] = MappingProxyType({}),
    flags: Sequence[str] = (),
    tolerated_share: Tolerance = 0.01,
    minimum_per_class: Count = 10,
) -> str:
    """Read and check the CSV, and write the rows that can be used.

    Parameters
    ----------
    source : str
        Path or address of the CSV file.
    storage, run_id : str
        Where the pipeline keeps its files, and which run this is.
    features : sequence of str
        The columns to learn from.
    target : str
        The column to predict, 0 or 1.
    ranges : mapping
        By feature, the lowest and the highest value that can be true; others may be any finite number.
    flags : sequence of str
        The features that are 0 or 1.
    tolerated_share : float
        Of rows with gaps, and of copies. A few happen in every export and are left out; more of them are
        a fault of the export.
    minimum_per_class : int
        The rows of each class that it takes to learn from.

    Returns
    -------
    str
        Reference to `data.json`; beside it are `features.npy` of shape (rows, len(features)),
        `target.npy`, `row_numbers.npy` and `row_keys.npy` of shape (rows,).

    Raises
    ------
    BadData
        With all faults of the file and the rows they are in.
    """
    names = columns(features, target)
    limits = read_limits(ranges, flags, names)
    share = number("tolerated_share", tolerated_share, Tolerance)
    minimum = whole("minimum_per_class", minimum_per_class, Count)
    workspace = Workspace(storage, run_id)
    path = find_source(source)
    dtype = np.float32 if path.stat().st_size > SINGLE_PRECISION_BYTES else np.float64
    faults = Faults(str(path))
    with workspace.drafts(*FILES) as drafts:
        found = read_rows(path, names, target, limits, drafts, dtype, faults)
        check_classes(found, minimum, faults)
        check_gaps(found, share, faults)
        copies = check_copies(path, found, drafts, share, faults)
        faults.raise_if_any()
        if len(copies):
            _leave_out(copies, drafts)
    summary = {
        "source": source,
        "sha256": found.sha256,
        "rows": found.rows - len(copies),
        "positives": int(np.count_nonzero(workspace.array("target.npy"))),
        "duplicates_removed": len(copies),
        "rows_with_gaps_removed": len(found.gaps),
        "features": names,
        "target": target,
    }
    Notebook(storage, run_id).add_results("load_data", data=summary)
    print(f"{summary['rows']:,} rows, {summary['positives']:,} positive, of {source}")
    print(f"left out: {len(copies):,} duplicates, {len(found.gaps):,} with gaps; sha256 {found.sha256}")
    kept = f"{len(names) + 1} columns, the features as {np.dtype(dtype).name}"
    print(f"streamed in blocks of {BLOCK_BYTES:,} bytes; kept: {kept}")
    return workspace.write_json("data.json", summary)


def find_source(source: str) -> UPath:
    """Find the file, or say where it was looked for."""
    path = UPath(source)
    if path.is_file():
        return path
    found = "a folder" if path.is_dir() else "nothing"
    looked = path.absolute() if not path.protocol else path
    raise BadData(f"expected a CSV file at {looked} (the source {source!r} of the spec), got {found} there")


def check_classes(found: RowsRead, minimum: int, faults: Faults) -> None:
    """Note a class that has too few rows even if all that could not be read were of it."""
    for label, count in ((0, found.rows - found.positives), (1, found.positives)):
        if found.has_target and count + found.unreadable < minimum:
            faults.add(f"expected at least {minimum} rows of class {label}", f"{count}")


def check_gaps(found: RowsRead, share: float, faults: Faults) -> None:
    """Note too many gaps."""
    gaps = len(found.gaps)
    if gaps > share * (found.rows + gaps):
        cases = [f"a gap in row {number}" for number in found.gaps[:SHOWN]]
        faults.add_many(f"expected gaps in at most {100 * share:.6g} % of the rows", cases, gaps)


def check_copies(
    path: UPath, found: RowsRead, drafts: Sequence[Path], share: float, faults: Faults
) -> NDArray[np.intp]:
    """Note too many copies, and return the rows to leave out."""
    if not found.rows:
        return np.arange(0)
    numbers, keys = (np.load(draft, mmap_mode="r") for draft in drafts[2:])
    copies = find_copies(path, keys, numbers)
    if len(copies) > share * found.rows:
        cases = [f"a copy in row {number}" for number in numbers[copies[:SHOWN]]]
        faults.add_many(
            f"expected copies of others in at most {100 * share:.6g} % of the rows", cases, len(copies)
        )
    return copies


def _leave_out(copies: NDArray[np.intp], drafts: list[Path]) -> None:
    for draft in drafts:
        array = np.load(draft, mmap_mode="r")
        kept = np.ones(len(array), bool)
        kept[copies] = False
        rest = draft.with_suffix(".rest")
        with ArrayWriter(rest, array.dtype, *array.shape[1:]) as writer:
            writer.extend(array[block][kept[block]] for block in row_blocks(len(array)))
        rest.replace(draft)
