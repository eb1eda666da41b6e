"""From an offset in a template to the line and column in the file that its author sees."""

from __future__ import annotations

import re
from functools import lru_cache

from dagspec import environment
from dagspec.tree import Place, Scalar

_HEAD = re.compile(r"(?:[&!]\S*\s+)*")


def place_in_scalar(text: str, scalar: Scalar, word: str, offset: int) -> Place:
    """Return the place of a word of a YAML value, however the value is written.

    Quotes, folding and variables shift everything, but the n-th time that a word stands in the value is
    the n-th time that it stands between the marks of the scalar. Where that fails, it is the whole value.
    """
    occurrence = scalar.text.count(word, 0, offset) if word else 0
    start, end = _span(text, scalar)
    raw = environment.hide(text[start:end])
    found = _nth(raw, word, occurrence)
    if not word or found < 0:
        return scalar.place
    return place_at(text, scalar.place.file, start + found, len(word))


def place_at(text: str, file: str, start: int, length: int) -> Place:
    """Return the place of a piece of a file."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Place(file, line, column, line, column + length)


def _span(text: str, scalar: Scalar) -> tuple[int, int]:
    """Return where the written value starts and ends, without anchor and block header."""
    place = scalar.place
    start = _index(text, place.line, place.column)
    end = _index(text, place.end_line, place.end_column)
    head = _HEAD.match(text, start, end)
    start = head.end() if head else start
    if scalar.style in {"|", ">"}:
        newline = text.find("\n", start)
        start = newline + 1 if 0 <= newline < end else start
    return start, end


def _index(text: str, line: int, column: int) -> int:
    return _line_starts(text)[line - 1] + column - 1


@lru_cache(maxsize=4)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer("\n", text)), len(text))


def _nth(text: str, word: str, occurrence: int) -> int:
    found = -1
    for _ in range(occurrence + 1):
        found = text.find(word, found + 1 if found < 0 else found + len(word))
        if found < 0:
            return -1
    return found
