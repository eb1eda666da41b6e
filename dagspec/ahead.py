"""DAGs that a process builds before it forks those that want them.

A process that was just forked takes three times as long to build a DAG as the one it comes from. What was
built ahead is found by all that goes into it. What a DAG could depend on besides keeps it from being built
ahead: code that is not imported yet, an operator that is not Airflow's, a file, a variable, the time.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from dagspec import dates

# As many as a worker is likely to be asked for again; each takes some tenths of a megabyte.
MOST = 16
# What is made of these is made of their arguments alone. A sensor may ask for the time.
_OPERATORS = tuple(f"airflow.providers.{package}.operators." for package in ("standard", "smtp", "http"))
_DATES = ("start_date", "end_date")
# Keys that lead to something else: a file, a variable of Airflow, a call of who knows what.
_ELSEWHERE = re.compile("file|variable|decorator|__type__")
# Whatever begins like the path of a module. Texts that only look so, such as a host, do no harm.
_CODE = re.compile(r"\s*[^\W\d]\w*\s*\.")


class Kept(NamedTuple):
    """What was built, if anything, of which specs, and what these and their defaults hold."""

    specs: list[Path]
    contents: dict[Path, bytes]
    parts: str = ""
    built: Any = None


class Ahead:
    """What was built ahead, the last of each DAG."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def __getitem__(self, dag_id: str) -> Kept:
        return self._kept.get(dag_id, Kept([], {}))

    def __setitem__(self, dag_id: str, kept: Kept) -> None:
        """Keep it, and let go of the one that was kept first when there are many."""
        self._kept.pop(dag_id, None)
        self._kept[dag_id] = kept
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def take(self, dag_id: str, parts: object) -> Any:
        """Return what was built from these parts, or None. It is given away once, as it may be changed."""
        if dag_id not in self._kept or self._kept[dag_id].parts != repr(parts):
            return None
        return self._kept.pop(dag_id).built


def is_settled(settings: Any, key: str = "") -> bool:
    """Tell whether what is built from settings depends on nothing but these, and on imported code."""
    if _ELSEWHERE.search(key):
        return False
    if isinstance(settings, dict):
        return all(is_settled(value, str(name)) for name, value in settings.items())
    if isinstance(settings, list):
        return all(is_settled(item, key) for item in settings)
    if not isinstance(settings, str):
        return True
    if key in _DATES:
        return dates.parse(settings) is not None
    if key == "operator" and not settings.startswith(_OPERATORS):
        return False
    return not _CODE.match(settings) or _is_imported(settings)


def _is_imported(path: str) -> bool:
    """Tell whether a name is there already; a class, which is called for a DAG, must be Airflow's."""
    module, _, name = path.rpartition(".")
    return module in sys.modules and (module.startswith("airflow.") or not name[:1].isupper())
