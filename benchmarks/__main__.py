"""`python -m benchmarks [--small] [--only NAME ...]`: measures, prints, and writes the result."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from benchmarks.figure import Figure
from benchmarks.measurement import PROJECT, compile_modules
from benchmarks.report import Row, describe, read_rows, replace_row, write_curve, write_rows, write_table
from benchmarks.size import FULL, SMALL, Size
from benchmarks.subjects import SUBJECTS

RESULT = PROJECT / "benchmarks" / "results" / "latest.json"
CURVES = PROJECT / "docs" / "performance"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmarks. The exit code says whether they ran, not whether they were fast."""
    options = read_options(arguments)
    signal.signal(signal.SIGTERM, interrupt)  # so that whoever ends us ends the servers we started
    names = options.only or list(SUBJECTS)
    size = SMALL if options.small else FULL
    size = replace(size, rounds=options.rounds or size.rounds)
    if not options.small:
        compile_modules()
    if options.keep or not (options.small or options.only):
        run(names, size, RESULT, CURVES, read_rows(RESULT) if options.keep else [])
        return 0
    # Only a full run, or one that says so, may change the result that docs/performance.md speaks of.
    folder = Path(options.output or tempfile.mkdtemp(prefix="benchmarks-"))
    run(names, size, folder / "latest.json", folder, [])
    return 0


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="little work: that it works, not how fast")
    parser.add_argument(
        "--only", action="append", choices=list(SUBJECTS), help="one subject; may be repeated"
    )
    parser.add_argument("--rounds", type=int, help="how often each side is measured (default: 3)")
    parser.add_argument("--keep", action="store_true", help="put what is measured into the last result")
    parser.add_argument("--output", help="folder of a small or partial result (default: a new temporary one)")
    return parser.parse_args(arguments)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Lets a request to end work like Ctrl-C."""
    raise KeyboardInterrupt


def run(names: Sequence[str], size: Size, result: Path, pages: Path, rows: list[Row]) -> None:
    """Measures the subjects one after the other; what is done is written at once."""
    for name in names:
        for found in SUBJECTS[name](size):
            if isinstance(found, Figure):
                rows = replace_row(rows, found.as_row())
                print(describe(found), flush=True)
                write_rows(result, rows)
                write_table(pages, rows)
            else:
                write_curve(pages, found)
    print(f"written: {result}")


if __name__ == "__main__":
    sys.exit(main())
