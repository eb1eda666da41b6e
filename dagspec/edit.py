"""Changes of a file's text by place, so that comments and layout stay as their author wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dagspec.diagnostic import Diagnostic

# What reads the same with and without quotes; `on`, `yes` and their like would become something else.
_PLAIN = re.compile(r"(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z_][\w.\-/]*")
_ANCHOR = re.compile(r"^(?:\*|(?:[&!]\S*\s+)+)")
_QUOTED = re.compile(r"[^'\"\\\n]*")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Write `new` instead of what stands from one offset to the other; `line` and `column` count from 1."""

    start: int
    end: int
    line: int
    column: int
    old: str
    new: str


def edit_of(diagnostic: Diagnostic, text: str) -> Edit | None:
    """Return the edit that makes a finding's fix, or None when the text there is not what the fix expects."""
    fix = diagnostic.fix
    if fix is None or diagnostic.line != diagnostic.end_line:
        return None
    start = offset_of(text, diagnostic.line, diagnostic.column)
    placed = text[start : start + diagnostic.end_column - diagnostic.column]
    written = without_anchor(placed)
    before = len(placed) - len(written)
    quotes = int(written in {f"'{fix.old}'", f'"{fix.old}"'})
    safe = _QUOTED if quotes else _PLAIN
    if (not quotes and written != fix.old) or not safe.fullmatch(fix.new):
        return None
    start, column = start + before + quotes, diagnostic.column + before + quotes
    return Edit(start, start + len(fix.old), diagnostic.line, column, fix.old, fix.new)


def without_anchor(written: str) -> str:
    """Return what follows the anchor, the tag or the star that YAML counts as part of a value."""
    return _ANCHOR.sub("", written)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with its edits made; of two that overlap, the first in the text counts."""
    pieces, position = [], 0
    for edit in sorted(set(edits)):
        if edit.start >= position:
            pieces += [text[position : edit.start], edit.new]
            position = edit.end
    return "".join([*pieces, text[position:]])


def offset_of(text: str, line: int, column: int) -> int:
    """Return where in the text a place is."""
    position = 0
    for _ in range(line - 1):
        position = text.find("\n", position) + 1
    return position + column - 1
