"""How a line of YAML looks: where its item and its key begin, and what is to be read in it.

Only what lines of specs look like is told apart here; what they say is read by the YAML reader
(`dagspec.lines`). Texts are hidden as by `environment.hide`, so that `${NAME}` is no structure.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dagspec import environment
from dagspec.tree import Node, Pair

_LINE = re.compile(r"( *)(- +)?(.*)", re.DOTALL)
# A key whose value has a name, or is called by one; and what is merged.
_NAMED = re.compile(r"([\w.-]+:) +&([\w-]+)( .*|)", re.ASCII)
_CALLED = re.compile(r"([\w.-]+:|<<:) +\*([\w-]+) *(?: #.*)?", re.ASCII)
# A key alone, or with words that cannot be anything else.
_WORDS = r"[\w/$](?:[\w./$+=~@ \uE000-\uF8FF-]*[\w/$\uE000-\uF8FF])?"
_PLAIN = re.compile(rf"(?P<key>[A-Za-z_][\w.-]*):(?: +(?P<value>{_WORDS}))? *(?: #.*)?", re.ASCII)
# The start of what is more than a key with its value or an item: items in items, keys of several lines or
# none, merges, marks of documents, directives.
_MORE = re.compile(r"[-?:](?:\s|$)|<<|---|\.\.\.|%")
# Anchors and tags, at the start of any value; and what breaks lines for YAML but not for `split`.
_MARKS = re.compile(r"(?:^|[:\-,\[{?]\s*)[&!]|\t")
_BREAKS = re.compile(r"[\r\x85\u2028\u2029\ufeff]")
_ALIAS = re.compile(r"(?:^|[:\-,\[{?]\s*)\*([\w-]*)", re.ASCII)
# Wherever it stands, this breaks lines, or YAML refuses it, or `environment.hide` hides others with it.
_STRANGE = re.compile("[^\t -~\u00a0-\u2027\u202a-\ud7ff\uf900-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BRACKET = re.compile(r"[\[{]")
# A text of several lines begins here.
_TEXT = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
# The limits of the YAML reader are far off below these.
_DEEPEST, _MOST_BRACKETS, _LONGEST_LINE = 40, 10, 1000


class Line(NamedTuple):
    """What a line says; columns count from 0, and a `dash` of -1 is none.

    It says a `pair` or an `item`, or what is to be merged (an alias without a pair), or it is a `text` with
    aliases in it. Otherwise it is the first of several lines, or nothing at all (a column of -1). `written`
    is the pair as it was when the line was first seen, with the places that it had there.
    """

    dash: int
    column: int
    anchor: str = ""
    alias: str = ""
    text: str = ""
    pair: Pair | None = None
    item: Node | None = None
    written: Pair | None = None
    is_open: bool = False  # a key whose value may follow
    is_placed: bool = False  # a value that needs the place where it is written
    is_settled: bool = False  # a pair that is the same wherever the line stands

    @property
    def is_first_of_several(self) -> bool:
        """Whether the line says nothing by itself, but may with those that follow."""
        return self.column >= 0 and not (self.pair or self.item or self.alias or self.text)


NOTHING = Line(-1, -1)


def outline(text: str) -> tuple[Line, str]:
    """Return what is seen of a line, and what is to be read in it: hidden, without the names of values."""
    indent, dash, content = _LINE.fullmatch(text).groups("")  # type: ignore[union-attr]  # it fits any text
    line = Line(len(indent) if dash else -1, len(indent) + len(dash))
    if _STRANGE.search(content):
        return line, ""
    if not dash and (not content or content[0] == "#"):
        return NOTHING, ""
    hidden = environment.hide(content)
    if "&" in hidden and (named := _NAMED.fullmatch(hidden)):
        return line._replace(anchor=named[2]), named[1] + named[3]
    if "*" in hidden and (called := _CALLED.fullmatch(hidden)):
        return line._replace(alias=called[2]), "" if called[1] == "<<:" else called[1]
    return line, hidden


def plain(line: Line, hidden: str) -> re.Match[str] | None:
    """Return the key and the value, where both are nothing but words."""
    is_short = line.column <= _DEEPEST and len(hidden) < _LONGEST_LINE
    return _PLAIN.fullmatch(hidden) if is_short else None


def is_more(line: Line, hidden: str) -> bool:
    """Tell whether this is more than a key with its value or an item."""
    return (
        not hidden
        or line.column > _DEEPEST
        or len(_BRACKET.findall(hidden)) > _MOST_BRACKETS
        or _MORE.match(hidden) is not None
        or _MARKS.search(hidden) is not None
        or _BREAKS.search(hidden) is not None
    )


def is_text(first: str, hidden: str) -> bool:
    """Tell whether several lines are a key and a text, which has no structure; given the first, and all."""
    return _TEXT.search(first) is not None and _BREAKS.search(hidden) is None


def aliases_in(hidden: str) -> list[str]:
    """Return the names of the values that are called in brackets."""
    return _ALIAS.findall(hidden)


def end_of(lines: list[str], number: int, column: int) -> int:
    """Return the number of the next line that is not deeper than a column, and not empty."""
    end = number + 1
    while end < len(lines) and not lines[end][: column + 1].strip(" "):
        end += 1
    return end
