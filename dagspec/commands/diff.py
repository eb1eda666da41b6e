"""`dagspec diff`: say in terms of DAGs what changed between two versions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dagspec.compare.dags import changes
from dagspec.compare.shown import FORMATS, Comparison
from dagspec.compare.sides import Side, side
from dagspec.project import DEFAULT_FOLDER


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "old", metavar="OLD", help="a file, a folder, or a git revision such as main or HEAD~1"
    )
    parser.add_argument(
        "new",
        metavar="NEW",
        nargs="?",
        help=f"the same; without it the specs as they are in {DEFAULT_FOLDER}",
    )
    parser.add_argument(
        "--path",
        type=Path,
        help=f"what to look at in a git revision (the other side's path, else {DEFAULT_FOLDER})",
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how changes are shown")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 when there are changes")


def run(options: argparse.Namespace) -> int:
    """Print the changes; 0 unless --exit-code asks for more, 2 when a file cannot be compared."""
    new_name = options.new or str(options.path or DEFAULT_FOLDER)
    given = next((Path(name) for name in (new_name, options.old) if Path(name).exists()), DEFAULT_FOLDER)
    folder = options.path or given
    with side(options.old, folder) as old, side(new_name, folder) as new:
        names = _shared_names(old, new)
        before, after = old.without_lost_of(new, names), new.without_lost_of(old, names)
        found = tuple(changes(before, after, names))
        unreadable = tuple(dict.fromkeys((*old.unreadable, *new.unreadable)))
        comparison = Comparison(options.old, new_name, found, unreadable, {**old.files, **new.files})
        sys.stdout.write(FORMATS[options.format](comparison) + "\n")
    if unreadable:
        return 2
    return int(bool(options.exit_code and found))


def _shared_names(old: Side, new: Side) -> dict[str, str]:
    """Return names that are the same for a file on both sides; two single files are one file, changed."""
    if old.is_file and new.is_file:
        return dict.fromkeys((*old.files, *new.files), "")
    return {
        file: Path(file).relative_to(one.base).as_posix() if Path(file).is_relative_to(one.base) else file
        for one in (old, new)
        for file in one.files
    }
