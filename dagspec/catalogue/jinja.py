"""What a Jinja template mentions, and where: the names, filters and calls that rules look at.

Reading a template takes Jinja's own parser, and importing that takes a tenth of a second; so what was
found is kept on disk, and an unchanged spec is checked without Jinja.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, NamedTuple

from dagspec.catalogue.store import Store

# Longer ones would take seconds to read; a file is the better place for them.
LONGEST = 50_000


class Mention(NamedTuple):
    """A word of the template and the offset at which it stands."""

    word: str
    offset: int


class Pull(NamedTuple):
    """An ``xcom_pull`` of one task's result."""

    task_id: str
    offset: int


class Call(NamedTuple):
    """A call of something by name: how many arguments by position, and the names of the others."""

    path: str
    offset: int
    positional: int
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """The facts about one template; ``members`` are dotted, such as ``params.path``."""

    error: Mention | None = None
    names: tuple[Mention, ...] = ()
    filters: tuple[Mention, ...] = ()
    tests: tuple[Mention, ...] = ()
    members: tuple[Mention, ...] = ()
    pulls: tuple[Pull, ...] = ()
    includes: tuple[Mention, ...] = ()
    failures: tuple[Mention, ...] = ()
    calls: tuple[Call, ...] = ()


_MENTIONS = ("names", "filters", "tests", "members", "includes", "failures")
_FIELDS = (*_MENTIONS, "pulls", "calls")


def read_template(store: Store, text: str, jinja: str, filters: frozenset[str]) -> Template:
    """Read a template, or what is known of it; ``jinja`` stands for the installed version."""
    if len(text) > LONGEST:
        return Template(error=Mention(f"it is longer than {LONGEST} characters", 0))
    name = f"template {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"
    stamp = f"{jinja} {' '.join(sorted(filters))}"
    kept = store.get(name, stamp)
    if isinstance(kept, dict):
        known = _known(kept)
        if known is not None:
            return known
    from dagspec.catalogue.jinja_parse import parse_template

    try:
        template = parse_template(text, filters)
    except RecursionError:
        template = Template(error=Mention("it is nested too deeply", 0))
    store.put(name, stamp, {"error": template.error, **{f: getattr(template, f) for f in _FIELDS}})
    return template


def _known(kept: dict[str, Any]) -> Template | None:
    try:
        parts = {name: tuple(Mention(str(w), int(o)) for w, o in kept[name]) for name in _MENTIONS}
        pulls = tuple(Pull(str(word), int(offset)) for word, offset in kept["pulls"])
        calls = tuple(Call(str(p), int(o), int(n), tuple(map(str, k))) for p, o, n, k in kept["calls"])
        error = Mention(*kept["error"]) if kept["error"] else None
    except (KeyError, TypeError, ValueError):
        return None
    return Template(error=error, pulls=pulls, calls=calls, **parts)
