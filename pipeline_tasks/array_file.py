"""Arrays in .npy files that grow block by block and are read without loading them whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray


class ArrayWriter:
    """Writes rows to a .npy file; how many there are is known, and written, at the end."""

    def __init__(self, path: Path, dtype: DTypeLike, columns: int | None = None) -> None:
        self._dtype = np.dtype(dtype)
        self._row_shape = () if columns is None else (columns,)
        self._file = path.open("wb")
        self._rows = 0
        self._write_header()

    def append(self, rows: NDArray[Any]) -> None:
        """Add some rows, in the type of the file."""
        self._file.write(np.ascontiguousarray(rows, self._dtype).data)
        self._rows += len(rows)

    def extend(self, blocks: Iterable[NDArray[Any]]) -> None:
        """Add blocks of rows."""
        for block in blocks:
            self.append(block)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._file.seek(0)
            self._write_header()
        self._file.close()

    def _write_header(self) -> None:
        """Write the header; numpy leaves room in it for the first axis to grow, so its length stays."""
        np.lib.format.write_array_header_1_0(
            self._file,
            {
                "descr": np.lib.format.dtype_to_descr(self._dtype),
                "fortran_order": False,
                "shape": (self._rows, *self._row_shape),
            },
        )
