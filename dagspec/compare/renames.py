"""Which new name is an old one: what was removed and added in the same place and is nearly the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

# Contents say more than names. With both half alike it is a new thing; tests show the border.
_WEIGHT, _ENOUGH = 0.7, 0.6


def renames(
    removed: Mapping[str, frozenset[tuple[str, str]]], added: Mapping[str, frozenset[tuple[str, str]]]
) -> dict[str, str]:
    """Return old name -> new name; each name is used once, the likest pairs first."""
    pairs = sorted(
        ((_likeness(old, new, removed[old], added[new]), old, new) for old in removed for new in added),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    found: dict[str, str] = {}
    for likeness, old, new in pairs:
        if likeness >= _ENOUGH and old not in found and new not in found.values():
            found[old] = new
    return found


def _likeness(
    old: str, new: str, before: frozenset[tuple[str, str]], after: frozenset[tuple[str, str]]
) -> float:
    both = len(before) + len(after)
    contents = 2 * len(before & after) / both if both else 0.0
    names = SequenceMatcher(None, old, new).ratio()
    return _WEIGHT * contents + (1 - _WEIGHT) * names


def without(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the names that are not among the others, in their order."""
    known = set(others)
    return [name for name in names if name not in known]
