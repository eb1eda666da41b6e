"""`dagspec check`: find every mistake in files and folders."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dagspec.check import Report, check_paths
from dagspec.commands.reading import specs_of
from dagspec.garbage import collector_at_rest
from dagspec.project import DEFAULT_FOLDER
from dagspec.report import REPORTS
from dagspec.usage import CLEAN, FAULT, FOUND, WrongUsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help=f"files and folders (default {DEFAULT_FOLDER})"
    )
    parser.add_argument("--format", choices=tuple(REPORTS), default="text", help="how findings are shown")
    parser.add_argument("--strict", action="store_true", help="warnings change the exit code, too")
    parser.add_argument("--fix", action="store_true", help="write what has one right answer into the files")
    parser.add_argument("--diff", action="store_true", help="show what --fix would write, and write nothing")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file is saved")


def run(options: argparse.Namespace) -> int:
    """Print the findings; the exit code says whether any of them counts."""
    if options.watch and (options.fix or options.diff or options.format != "text"):
        raise WrongUsageError("--watch goes with text only, and with neither --fix nor --diff")
    if options.watch:
        from dagspec.commands.watch import watch

        return watch(options.paths)
    wanted = specs_of(options.paths)
    if options.fix or options.diff:
        from dagspec.commands.fix import fix

        return fix(options)
    with collector_at_rest():
        return show(check_paths(wanted, may_fork=True), options)


def show(report: Report, options: argparse.Namespace) -> int:
    """Print a report in the format asked for, and return the exit code."""
    sys.stdout.write(REPORTS[options.format](report, sys.stdout.isatty()) + "\n")
    if report.is_faulty:
        return FAULT
    return FOUND if report.errors or (options.strict and report.warnings) else CLEAN
