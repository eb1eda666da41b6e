"""CSV files of many rows from the project's own generator, kept between runs: they take minutes to make."""

import sys
from pathlib import Path

from benchmarks.measurement import PROJECT, run_command

FOLDER = PROJECT / "var" / "benchmarks"


def find_rows(rows: int) -> Path:
    """A file of so many rows."""
    path = FOLDER / f"rows-{rows}.csv"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        generator = str(PROJECT / "data" / "generate.py")
        run_command([sys.executable, generator, "--rows", str(rows), "--seed", "7", "--out", str(draft)])
        draft.rename(path)
    return path
