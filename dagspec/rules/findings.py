"""Reports each mistake once: at the anchor when the anchored value is wrong, else where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from dagspec.diagnostic import Diagnostic
from dagspec.tree import Node, Pair, Place

# Nobody reads more findings of one kind, and to compare names for each takes long.
MOST = 300


class Finding(NamedTuple):
    """A diagnostic about a value, and where the value was called by ``*name`` if it was."""

    diagnostic: Diagnostic
    node: Node | None = None
    alias: Place | None = None


def place_of(pair: Pair) -> Place:
    """Return the place of a value where it is used."""
    return pair.alias or pair.value.place


def listed(names: Iterable[str]) -> str:
    """Return names in quotes: ``'a', 'b' and 'c'``."""
    quoted = [f"'{name}'" for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def settle(findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """Yield what is left when a wrong value that many aliases repeat counts once.

    The same key can reach several tasks by a merge (``<<``); the first task speaks for all.
    """
    found = list(islice(findings, MOST))
    at_anchor = {(f.diagnostic.code, id(f.node)) for f in found if f.node is not None and f.alias is None}
    seen: set[tuple[str, int, int, str]] = set()
    for finding in found:
        diagnostic = finding.diagnostic
        if finding.alias is not None and (diagnostic.code, id(finding.node)) in at_anchor:
            continue
        spot = (diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.code)
        if spot not in seen:
            seen.add(spot)
            yield diagnostic
