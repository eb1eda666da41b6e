"""A text with one fault of a kind, and the lines that its author would have to look at."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutation import slips, structure, values
from tests.mutation.edits import Edit, Fault
from tests.mutation.places import Document

FAULTS: dict[str, Fault] = {
    fault.__name__.replace("_", " "): fault
    for fault in (
        slips.drop_line, slips.duplicate_line, slips.swap_lines, slips.drop_character, slips.insert_mark,
        slips.swap_characters, slips.indent, slips.tab, slips.truncate, slips.drop_bracket_or_quote,
        slips.conflict, slips.break_alias, slips.drop_anchor, slips.tag,
        structure.drop_entry, structure.drop_flow_item, structure.duplicate_entry, structure.misplace,
        structure.swap_values, structure.rename_key, structure.unknown_key,
        values.typo_in_value, values.retype, values.retype_collection, values.empty_value, values.schedule,
        values.dates, values.numbers, values.durations, values.rules, values.operator, values.function,
        values.argument_name, values.argument_missing, values.argument_more, values.dependency, values.group,
        values.identifier, values.variable, values.template_words, values.template_signs, values.template,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A text with one fault; `lines` are those of the new text that the author would have to look at."""

    form: str
    fault: str
    text: str
    lines: frozenset[int]
    edit: str


def mutant(form: str, document: Document, fault: str, rng: random.Random) -> Mutant | None:
    """Return the document with one fault of a kind, or None when it has no place for it."""
    edits = FAULTS[fault](document, rng)
    text = document.text
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    if not edits or text == document.text:
        return None
    shown = "; ".join(f"{document.text[start:end]!r:.60} -> {new!r:.60}" for start, end, new in edits)
    return Mutant(
        form, fault, text, _lines(document, edits, text), f"line {document.line_of(edits[0][0])}: {shown}"
    )


def _lines(document: Document, edits: Sequence[Edit], text: str) -> frozenset[int]:
    """Return the changed lines; where something was taken away, its neighbours and its owner; and every line
    that names what is gone."""
    lines: set[int] = set()
    shift = 0
    for start, end, new in edits:
        old = document.text[start:end]
        first = document.line_of(start) + shift
        lines.update(range(first, first + new.rstrip("\n").count("\n") + 1))
        if ("\n" in old and len(new) < len(old)) or not new.strip():
            lines.update({max(1, first - 1), first})
            lines.update(line + (shift if line > first else 0) for line in document.naming_lines(start))
        shift += new.count("\n") - old.count("\n")
        lines |= _mentions(document, start, end, new, text)
    last = text.count("\n") + 1
    return frozenset(min(line, last) for line in lines)


def _mentions(document: Document, start: int, end: int, new: str, text: str) -> set[int]:
    from_line = document.text.rfind("\n", 0, start) + 1
    to_line = document.text.find("\n", end)
    to_line = len(document.text) if to_line < 0 else to_line
    before = set(re.findall(r"[\w.-]+", document.text[from_line:to_line]))
    after = set(re.findall(r"[\w.-]+", document.text[from_line:start] + new + document.text[end:to_line]))
    anchors = set(re.findall(r"&(\w+)", document.text[start - 1 : end])) - set(re.findall(r"&(\w+)", new))
    gone = [rf"(?<![\w.-]){re.escape(name)}" for name in (before - after) & document.names]
    gone += [rf"\*{name}" for name in anchors]
    if not gone:
        return set()
    word = re.compile(f"(?:{'|'.join(gone)})(?![\\w-])")
    return {number for number, line in enumerate(text.split("\n"), 1) if word.search(line)}
