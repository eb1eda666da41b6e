"""The folder of one run: what its tasks hand to each other, by reference."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from upath import UPath

from pipeline_tasks.errors import BadArgument
from pipeline_tasks.storage import check_run_id, is_local, replacing, root, write_bytes


@dataclass(frozen=True)
class Workspace:
    """The files of one run; a task that is tried again replaces what it wrote before."""

    storage: str
    run_id: str

    @property
    def folder(self) -> UPath:
        """Say where the files of the run are kept."""
        return root(self.storage) / "working_data" / "runs" / check_run_id(self.run_id)

    def path(self, name: str) -> UPath:
        """Say where a file of the run is kept."""
        return self.folder / name

    @contextmanager
    def drafts(self, *file_names: str) -> Iterator[list[Path]]:
        """Give local drafts to write to; they take their places when the block ends without an error."""
        if not file_names:
            yield []
            return
        with replacing(self.path(file_names[0])) as first, self.drafts(*file_names[1:]) as others:
            yield [first, *others]

    def write_json(self, name: str, content: dict[str, Any]) -> str:
        """Write a small file and return the reference to it."""
        path = self.path(name)
        write_bytes(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
        return str(path)

    def read_json(self, reference: str) -> dict[str, Any]:
        """Read a file that another task of this run referred to."""
        content: dict[str, Any] = json.loads(self.resolve(reference).read_bytes())
        return content

    def resolve(self, reference: str) -> UPath:
        """Turn a reference into a path; one that leads out of this run's folder is refused."""
        path = self.path(reference.rsplit("/", 1)[-1])
        if str(path) != reference or not path.exists():
            raise BadArgument(f"expected the path of a file in {self.folder}, got {reference!r}")
        return path

    def array(self, name: str) -> NDArray[Any]:
        """Open an array without reading it: the parts that are used come into memory when they are used."""
        path = self.path(name)
        if is_local(path):
            return _open_array(Path(path.path))
        with tempfile.TemporaryDirectory(prefix="pipeline-") as folder:
            local = Path(folder) / name
            path.fs.get_file(path.path, str(local))
            return _open_array(local)  # the open map keeps the file's content after the name is gone


def _open_array(path: Path) -> NDArray[Any]:
    """Map the file; a plain array is given out, as only those are pickled without a copy in memory."""
    return np.asarray(np.load(path, mmap_mode="r"))
