"""Slips of the keyboard and of the editor: faults that do not care what they hit."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.mutation.edits import Edit, pick
from tests.mutation.places import Document
from tests.mutation.words import MARKS, TAGS, typo


def code_lines(document: Document) -> list[tuple[int, int]]:
    """Return the offsets of the lines that are neither empty nor a comment."""
    return [
        match.span()
        for match in re.finditer(r"[^\n]+\n?", document.text)
        if match[0].strip() and not match[0].lstrip().startswith("#")
    ]


def code_offset(document: Document, rng: random.Random) -> int:
    start, end = rng.choice(code_lines(document))
    line = document.text[start:end]
    code = re.split(r" #", line, maxsplit=1)[0].rstrip()
    return start + rng.randrange(len(line) - len(line.lstrip()), max(len(code), 1))


def drop_line(document: Document, rng: random.Random) -> Sequence[Edit]:
    return [(*rng.choice(code_lines(document)), "")]


def duplicate_line(document: Document, rng: random.Random) -> Sequence[Edit]:
    start, end = rng.choice(code_lines(document))
    return [(end, end, document.text[start:end])]


def swap_lines(document: Document, rng: random.Random) -> Sequence[Edit]:
    lines = code_lines(document)
    number = rng.randrange(len(lines) - 1)
    (start, middle), (_, end) = lines[number], lines[number + 1]
    if lines[number + 1][0] != middle:
        return []
    return [(start, end, document.text[middle:end] + document.text[start:middle])]


def drop_character(document: Document, rng: random.Random) -> Sequence[Edit]:
    spot = code_offset(document, rng)
    return [(spot, spot + 1, "")]


def insert_mark(document: Document, rng: random.Random) -> Sequence[Edit]:
    spot = code_offset(document, rng)
    return [(spot, spot, rng.choice(MARKS))]


def swap_characters(document: Document, rng: random.Random) -> Sequence[Edit]:
    spot = code_offset(document, rng)
    pair = document.text[spot : spot + 2]
    return [] if "\n" in pair or len(pair) < 2 else [(spot, spot + 2, pair[::-1])]


def indent(document: Document, rng: random.Random) -> Sequence[Edit]:
    start, end = rng.choice(code_lines(document))
    spaces = len(document.text[start:end]) - len(document.text[start:end].lstrip(" "))
    new = max(0, spaces + rng.choice((-4, -2, -1, 1, 2, 4)))
    return [(start, start + spaces, " " * new)]


def tab(document: Document, rng: random.Random) -> Sequence[Edit]:
    start, end = rng.choice(code_lines(document))
    spaces = len(document.text[start:end]) - len(document.text[start:end].lstrip(" "))
    return [(start, start + spaces, "\t" * max(1, spaces // 2))]


def truncate(document: Document, rng: random.Random) -> Sequence[Edit]:
    return [(code_offset(document, rng), len(document.text), "")]


def drop_bracket_or_quote(document: Document, rng: random.Random) -> Sequence[Edit]:
    spots = [match.start() for match in re.finditer(r"""["'\[\]{}]""", document.text)]
    spots = [spot for spot in spots if document.text[:spot].rsplit("\n", 1)[-1].lstrip()[:1] != "#"]
    spot = rng.choice(spots) if spots else None
    return [] if spot is None else [(spot, spot + 1, "")]


def conflict(document: Document, rng: random.Random) -> Sequence[Edit]:
    start, end = rng.choice(code_lines(document))
    line = document.text[start:end]
    return [(start, end, f"<<<<<<< HEAD\n{line}=======\n{line}>>>>>>> theirs\n")]


def break_alias(document: Document, rng: random.Random) -> Sequence[Edit]:
    if not document.aliases:
        return []
    start, end = rng.choice(document.aliases)
    return [(start + 1, end, typo(document.text[start + 1 : end], rng))]


def drop_anchor(document: Document, rng: random.Random) -> Sequence[Edit]:
    anchors = [match.span() for match in re.finditer(r"(?<= )&\w+ ?", document.text)]
    return [(*rng.choice(anchors), "")] if anchors else []


def tag(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick(document.scalars, rng)
    return [(entry.start, entry.start, rng.choice(TAGS))] if entry else []
