"""Keys and whole entries that are missing, misspelt, doubled or in the wrong place."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.mutation.edits import Edit, column, pick
from tests.mutation.places import Document
from tests.mutation.words import OTHER_VALUES, typo


def drop_entry(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick(document.block, rng)
    return [(*document.lines(entry), "")] if entry else []


def drop_flow_item(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.entries if each.flow], rng)
    if not entry:
        return []
    after = re.compile(r"\s*,\s*").match(document.text, entry.end)
    return [(entry.first, after.end() if after else entry.end, "")]


def duplicate_entry(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick(document.block, rng)
    if not entry:
        return []
    start, end = document.lines(entry)
    return [(end, end, document.text[start:end])]


def misplace(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.block if each.key], rng)
    target = pick([each for each in document.block if each.key], rng)
    if not entry or not target:
        return []
    start, end = document.lines(entry)
    spot = document.lines(target)[0]
    if start <= spot <= end:
        return []
    deeper = column(document, target.first) - column(document, entry.first)
    lines = document.text[start:end].splitlines(keepends=True)
    moved = "".join(
        " " * deeper + line if deeper > 0 else line[min(-deeper, len(line) - len(line.lstrip())) :]
        for line in lines
    )
    return sorted([(start, end, ""), (spot, spot, moved)])


def swap_values(document: Document, rng: random.Random) -> Sequence[Edit]:
    one = pick(document.scalars, rng)
    others = [each for each in document.scalars if one and each.owner == one.owner and each is not one]
    other = pick(others, rng)
    if not one or not other or "|" in (one.style, other.style) or ">" in (one.style, other.style):
        return []
    return sorted(
        [(one.start, one.end, document.value(other)), (other.start, other.end, document.value(one))]
    )


def rename_key(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.entries if each.key and each.key != "<<"], rng)
    return [(entry.key_start, entry.key_end, typo(entry.key, rng))] if entry else []


def unknown_key(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.block if each.key], rng)
    if not entry:
        return []
    start = document.lines(entry)[0]
    name = rng.choice(
        ("colour", "retry", "schedule_interval", "retries", "start_date", "depends_on", "owner", "env")
    )
    return [(start, start, " " * column(document, entry.first) + f"{name}: {rng.choice(OTHER_VALUES)}\n")]
