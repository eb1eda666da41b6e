"""`dagspec check --watch`: check again whenever a file is saved."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from dagspec.check import Report
from dagspec.commands.reading import paths_of, read_project
from dagspec.report import text
from dagspec.usage import WrongUsageError
from dagspec.watching import Watched, watched_folders

# What can change a finding: specs, the Python that they name, the templates that they fill in.
SUFFIXES = {".yaml", ".yml", ".py", ".html", ".jinja", ".j2", ".md", ".sql", ".sh", ".json", ".txt"}


def watch(paths: Iterable[Path]) -> int:
    """Show the findings, and again after each save, until Ctrl-C."""
    try:
        from watchfiles import watch as saved
    except ImportError as error:
        raise WrongUsageError("--watch needs the package watchfiles: pip install watchfiles") from error
    wanted = paths_of(paths)
    folders = watched_folders(wanted, read_project(wanted))
    saves = saved(*folders, step=50, debounce=200, rust_timeout=200, yield_on_timeout=True)
    with suppress(KeyboardInterrupt):
        next(saves)  # from here on no save is missed, so that the first check comes after it
        watched = Watched(wanted)
        _show("watching, Ctrl-C ends", watched.check())
        for changes in saves:
            files = {Path(file) for _, file in changes if Path(file).suffix in SUFFIXES}
            if files:
                watched.read_again(files)
                _show(", ".join(sorted(file.name for file in files)), watched.check())
    return 0


def _show(what: str, report: Report) -> None:
    now = datetime.now().astimezone().strftime("%H:%M:%S")
    sys.stdout.write(f"{now} {what}\n{text(report, sys.stdout.isatty())}\n\n")
    sys.stdout.flush()
