"""What macros have written about runs: kept while the runs stay as they are, never the words that age."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import lru_cache

from flask import Flask, request
from jinja2.runtime import Macro
from markupsafe import Markup

from monitor.moments import ago
from monitor.summary import RunSummary

MOST_ROWS = 500
"""About 1 kB each."""
MOST_SHEETS = 8
"""About 60 kB each."""
# Where the age goes; nobody who writes a record can know it.
HOLE = secrets.token_hex(8)


def prepare(app: Flask) -> None:
    """Give the templates a memory of their own: it ends with the app."""
    rows, sheets = lru_cache(MOST_ROWS)(_row), lru_cache(MOST_SHEETS)(_sheet)

    def rows_of(macro: Macro, runs: Sequence[RunSummary], now: datetime, *more: Hashable) -> Markup:
        root = _root()
        parts = [(rows(root, macro, run, *more), ago(run.began_at, now)) for run in runs]
        # A macro escapes what it writes.
        return Markup("".join([f"{before}{age}{after}" for (before, after), age in parts]))  # noqa: S704

    def sheet_of(macro: Macro, *what: Hashable) -> Markup:
        return sheets(_root(), macro, *what)

    app.jinja_env.globals |= {"rows_of": rows_of, "sheet_of": sheet_of}


def _row(root: str, macro: Macro, run: RunSummary, *more: Hashable) -> tuple[str, str]:
    before, _, after = str(macro(run, HOLE, *more)).partition(HOLE)
    return before, after


def _sheet(root: str, macro: Macro, *what: Hashable) -> Markup:
    return Markup(macro(*what))  # noqa: S704  a macro escapes


def _root() -> str:
    """What links begin with, which a proxy may say."""
    root: str = request.environ.get("SCRIPT_NAME", "")
    return root
