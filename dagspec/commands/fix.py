"""`dagspec check --fix` and `--diff`: write what has one right answer, or only show it."""

from __future__ import annotations

import argparse
import sys
from difflib import unified_diff
from io import StringIO

from dagspec.check import check_project
from dagspec.commands.check import show
from dagspec.commands.reading import read_project
from dagspec.fix import FileChangedError, Fixed, changed, fixed, write
from dagspec.usage import WrongUsageError


def fix(options: argparse.Namespace) -> int:
    """Fix the files, then print what is left to the author."""
    before = read_project(options.paths)
    after = fixed(before)
    files = changed(before, after)
    if options.diff:
        sys.stdout.write("".join(_diff(file) for file in files))
        return int(bool(files or check_project(after).errors))
    for file in files:
        _write(file)
        # Programs read stdout, so that what was done goes where people look and programs do not.
        sys.stderr.writelines(f"fixed {line}\n" for line in _lines(file))
    return show(check_project(read_project(options.paths)), options)


def _write(file: Fixed) -> None:
    try:
        write(file)
    except (OSError, FileChangedError) as error:
        raise WrongUsageError(f"{file.name} cannot be written: {error}") from error


def _lines(file: Fixed) -> list[str]:
    return [f"{file.name}:{number}: {old.strip()} -> {new.strip()}" for number, old, new in file.changes]


def _diff(file: Fixed) -> str:
    name = file.name.lstrip("/")
    before, after = (StringIO(text).readlines() for text in (file.before, file.after))
    lines = unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
