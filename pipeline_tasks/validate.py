"""What the rows of the CSV must be like, checked block by block with pandera."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from pipeline_tasks.csv_blocks import Block, count_bytes, split_records
from pipeline_tasks.duplicates import row_keys
from pipeline_tasks.faults import SHOWN, Faults
from pipeline_tasks.ranges import Limits, Screen, row_schema


@dataclass(frozen=True)
class Rows:
    """Checked rows without gaps: their values, their numbers in the file, and what was left out.

    The keys are equal where all values are equal; rows with equal keys may be copies. Rows with a text in
    a number or too few fields are unreadable, and only counted.
    """

    features: NDArray[np.float64]
    target: NDArray[np.uint8]
    numbers: NDArray[np.uint32]
    keys: NDArray[np.uint64]
    gaps: NDArray[np.uint32]
    unreadable: int


def check_header(header: Sequence[str], needed: Sequence[str], faults: Faults) -> None:
    """Note the columns that are missing or there twice."""
    if other := _other_separator(header):
        faults.add("expected commas between the columns", f"{other!r} in the header")
        return
    got = ", ".join(repr(name) for name in header)
    for name in needed:
        if header.count(name) == 0:
            faults.add(f"expected a column {name!r}", f"the columns {got}")
        elif header.count(name) > 1:
            faults.add(f"expected one column {name!r}", f"{header.count(name)} of them")


def _other_separator(header: Sequence[str]) -> str | None:
    return next((each for each in ";\t|" if each in header[0]), None) if len(header) == 1 else None


class RowChecker:
    """Parses and checks blocks, in whatever thread, and notes what is wrong with each."""

    def __init__(self, header: Sequence[str], features: Sequence[str], target: str, limits: Limits) -> None:
        self._names = [*features, target]
        self._present = [name for name in self._names if name in header]
        self._columns = [header.index(name) for name in self._present]
        self._width = len(header)
        self._schema = row_schema(features, target, limits)
        self._screen = Screen(features, target, limits)
        # Where a column is missing, the others are still checked, beside a value that has no fault.
        filling = dict(zip(self._names, self._screen.low.tolist(), strict=True))
        self._missing = {name: value for name, value in filling.items() if name not in header}

    def check(self, block: Block, faults: Faults) -> Rows:
        """Parse a block, note its faults, and return the rows that have no gap."""
        check_encoding(block, faults)
        numbers = np.arange(block.first_row, block.first_row + block.rows, dtype=np.uint32)
        content, unreadable = block.content, 0
        if (whole := self._whole_records(block, faults)) is not None:
            records = split_records(content)
            unreadable = sum(bool(record.strip()) for record in records) - len(whole)
            content = b"\n".join(records[index] for index in whole)
            numbers = numbers[whole]
        frame, wrong = self._parse(content, numbers, faults)
        if len(frame) != len(numbers):
            faults.add("expected lines to end with LF or CRLF", f"CR alone after row {block.first_row}")
            return self._rows(frame[:0].to_numpy(), numbers[:0], unreadable + len(numbers))
        values = frame.to_numpy()
        if not self._screen.lets_through(values):
            self._check_values(frame, numbers, faults)
        if len(wrong):
            values, numbers = np.delete(values, wrong, axis=0), np.delete(numbers, wrong)
        return self._rows(values, numbers, unreadable + len(wrong))

    def _rows(self, values: NDArray[np.float64], numbers: NDArray[np.uint32], unreadable: int) -> Rows:
        gaps = np.empty(0, np.uint32)  # no view: these are kept to the end, the numbers of a block are not
        incomplete = np.isnan(values).any(axis=1)
        if incomplete.any():
            gaps, numbers, values = numbers[incomplete], numbers[~incomplete], values[~incomplete]
        target = (values[:, -1] == 1).astype(np.uint8)
        return Rows(values[:, :-1], target, numbers, row_keys(values), gaps, unreadable)

    def _whole_records(self, block: Block, faults: Faults) -> list[int] | None:
        """List the records with the right number of fields, or None when all have it."""
        quoted = b'"' in block.content
        if not quoted and count_bytes(block.content, b",") == block.rows * (self._width - 1):
            return None
        whole = []
        for index, record in enumerate(split_records(block.content)):
            fields = _count_fields(record, quoted=quoted)
            if fields == self._width:
                whole.append(index)
            elif record.strip():  # an empty line is no row
                faults.add(
                    f"expected {self._width} fields in each row", f"{fields} (row {block.first_row + index})"
                )
        return whole

    def _parse(
        self, content: bytes, numbers: NDArray[np.uint32], faults: Faults
    ) -> tuple[pd.DataFrame, NDArray[np.intp]]:
        """Return the numbers, and which rows hold something else."""
        try:
            return self._complete(self._read(content, "float64")), np.arange(0)
        except ValueError:  # a text in a number: look at the cells one by one
            return self._read_cells(content, numbers, faults)

    def _read(self, content: bytes, dtype: str) -> pd.DataFrame:
        if not content:
            return pd.DataFrame(columns=self._present, dtype="float64")
        frame: pd.DataFrame = pd.read_csv(
            io.BytesIO(content),
            header=None,
            names=range(self._width),
            usecols=self._columns,
            dtype=dtype,
            skip_blank_lines=False,
            encoding_errors="replace",
        )
        needed: pd.DataFrame = frame[self._columns]
        needed.columns = pd.Index(self._present)
        return needed

    def _read_cells(
        self, content: bytes, numbers: NDArray[np.uint32], faults: Faults
    ) -> tuple[pd.DataFrame, NDArray[np.intp]]:
        texts = self._read(content, "str")
        frame: pd.DataFrame = texts.apply(pd.to_numeric, errors="coerce").astype("float64")
        is_wrong = frame.isna() & texts.notna()
        for name in self._present:
            wrong = np.flatnonzero(is_wrong[name])
            cases = [f"{texts[name].iloc[i]!r} (row {numbers[i]})" for i in wrong[:SHOWN]]
            if cases:
                faults.add_many(f"column {name!r}: expected a number", cases, len(wrong))
        return self._complete(frame), np.flatnonzero(is_wrong.any(axis=1))

    def _complete(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(**self._missing)[self._names] if self._missing else frame

    def _check_values(self, frame: pd.DataFrame, numbers: NDArray[np.uint32], faults: Faults) -> None:
        try:
            self._schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            for (column, check), group in errors.failure_cases.groupby(["column", "check"], sort=False):
                head = group.head(SHOWN)
                cases = [
                    f"{value:g} (row {numbers[int(index)]})"
                    for value, index in zip(head["failure_case"], head["index"], strict=True)
                ]
                faults.add_many(f"column {column!r}: expected {check}", cases, len(group))


def check_encoding(block: Block, faults: Faults) -> None:
    """Note the first byte of the block that is not UTF-8."""
    if block.content.isascii():
        return
    try:
        block.content.decode()
    except UnicodeDecodeError as error:
        row = block.first_row + len(block.content[: error.start + 1].splitlines()) - 1
        faults.add("expected UTF-8", f"the byte {block.content[error.start]:#04x} (row {row})")


def _count_fields(record: bytes, *, quoted: bool) -> int:
    if not quoted:
        return record.count(b",") + 1
    return len(next(csv.reader([record.decode(errors="replace")]), []))
