"""`dagspec schema`: make the JSON Schema that editors complete from."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dagspec.catalogue.catalogue import catalogue
from dagspec.commands.reading import read_project
from dagspec.editor.schema import project_schema
from dagspec.project import DEFAULT_FOLDER
from dagspec.usage import WrongUsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help=f"the specs (default {DEFAULT_FOLDER})"
    )
    parser.add_argument("--package", action="append", default=[], help="offer its functions, used or not")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there instead of printing it")
    parser.add_argument(
        "--check", type=Path, metavar="FILE", help="write nothing; exit with 1 when this file is out of date"
    )


def run(options: argparse.Namespace) -> int:
    """Print, write or compare the schema."""
    project = read_project(options.paths)
    known = catalogue(project.context.python_path)
    document = project_schema(project, known, Path.cwd().resolve(), options.package)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if options.check:
        return _compare(options.check, text)
    if options.out is None:
        sys.stdout.write(text)
        return 0
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        beside = options.out.with_name(f".{options.out.name}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(options.out)  # an editor never reads half a schema
    except OSError as error:
        raise WrongUsageError(f"{options.out} cannot be written: {error.strerror}") from error
    sys.stdout.write(f"wrote {options.out.as_posix()}\n")
    return 0


def _compare(file: Path, text: str) -> int:
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        sys.stdout.write(f"{file.as_posix()} is up to date\n")
        return 0
    command = f"dagspec schema --out {file.as_posix()}"
    sys.stderr.write(f"dagspec: {file.as_posix()} is out of date; write it anew: {command}\n")
    return 1
