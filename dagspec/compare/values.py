"""The differences of two values: keys of mappings one by one, everything else as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from dagspec import cron, duration
from dagspec.compare.change import Action
from dagspec.tree import Mapping, Node, Pair, Place, plain

# The order of these means nothing.
_SETS = ("tags",)


@dataclass(frozen=True, slots=True)
class Difference:
    """One key with its value before and after."""

    action: Action
    key: str
    old: Any
    new: Any
    place: Place


def differences(old: Pair | None, new: Pair | None, key: str) -> Iterator[Difference]:
    """Yield what differs between two settings of the same name; None is one that is not there."""
    if old is None and new is None:
        return
    if old is None or new is None:
        yield _one_sided(old, new, key)
    elif isinstance(old.value, Mapping) and isinstance(new.value, Mapping):
        yield from in_mappings(old.value, new.value, key)
    elif canonical(old.value, key) != canonical(new.value, key):
        place = new.alias or new.value.place
        yield Difference(Action.CHANGED, key, plain(old.value), plain(new.value), place)


def in_mappings(old: Mapping, new: Mapping, key: str = "") -> Iterator[Difference]:
    """Yield what differs between two mappings, key by key."""
    for name in dict.fromkeys([*old.pairs, *new.pairs]):
        inner = f"{key}.{name}" if key else str(name)
        yield from differences(old.pairs.get(name), new.pairs.get(name), inner)


def canonical(node: Node | None, key: str = "") -> str:
    """Return text that is the same for values that mean the same."""
    value = plain(node)
    last = key.rpartition(".")[2]
    if last in duration.KEYS and value is not None:
        with suppress(ValueError):
            value = str(duration.parse(value))
    if key == "schedule" and isinstance(value, str):
        value = " ".join(cron.PRESETS.get(value, value).split())
    if last in _SETS and isinstance(value, list):
        value = sorted(value, key=str)
    return json.dumps(value, sort_keys=True, default=str)


def items(mapping: Mapping, leave_out: tuple[str, ...] = ()) -> frozenset[tuple[str, str]]:
    """Return every setting within a mapping with its value, to see how much two of them have in common."""
    found: set[tuple[str, str]] = set()
    for name, pair in mapping.pairs.items():
        if name in leave_out:
            continue
        if isinstance(pair.value, Mapping):
            found |= {(f"{name}.{inner}", value) for inner, value in items(pair.value)}
        else:
            found.add((str(name), canonical(pair.value, str(name))))
    return frozenset(found)


def _one_sided(old: Pair | None, new: Pair | None, key: str) -> Difference:
    if new is not None:
        return Difference(Action.ADDED, key, None, plain(new.value), new.key.place)
    place = old.key.place if old else Place("", 0, 0, 0, 0)
    return Difference(Action.REMOVED, key, plain(old.value) if old else None, None, place)
