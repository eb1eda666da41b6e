"""How a fault says what it changes: edits `(start, end, text)`, and what most faults need to choose them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.mutation.places import Document, Entry

Edit = tuple[int, int, str]
Fault = Callable[[Document, random.Random], Sequence[Edit]]


def pick(entries: Sequence[Entry], rng: random.Random) -> Entry | None:
    return rng.choice(entries) if entries else None


def replace(entries: Sequence[Entry], values: Sequence[str], rng: random.Random) -> Sequence[Edit]:
    entry = pick(entries, rng)
    return [(entry.start, entry.end, rng.choice(values))] if entry else []


def column(document: Document, offset: int) -> int:
    return offset - document.text.rfind("\n", 0, offset) - 1
