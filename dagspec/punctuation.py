"""YAML mistakes of one sign: an escape that is none, a star, a comma or a closing sign too few or too many.

libyaml's words for these name its own rules; the sign at the place where it stopped tells what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from dagspec.repair import BUDGET, Slip, shortened

# So many commas may be missing in one list or mapping.
_COMMAS = 20
_ESCAPES = ("unknown escape", "hexdecimal", "Unicode character escape")
_CALLS = {"alias": ("*", "calls an alias"), "anchor": ("&", "names an anchor")}
_QUOTED = re.compile(r"""(?:^|[\s\[{,:])('(?:[^']|'')*'|"(?:[^"\\]|\\.)*")$""")
_BLOCK_VALUE = re.compile(r"\s*(?:- +)*[^\s\[{'\"#]*: +|\s*(?:- +)+")
_PAIRS = {"[": "]", "{": "}"}


def find(error: Any, text: str) -> Slip | None:
    """Return the slip at the sign where libyaml stopped, or None when that sign does not tell."""
    for kind in (_escape, _call, _after_the_end, _missing_comma, _no_value):
        slip = kind(error, text)
        if slip:
            return slip
    return None


def _escape(error: Any, text: str) -> Slip | None:
    mark, context = error.problem_mark, error.context_mark
    if not any(words in str(error.problem) for words in _ESCAPES):
        return None
    start = text.rfind("\\", 0, mark.index + 1)
    if mark.line != context.line and _problem(f"{text[:start]}\\{text[start:]}") is not None:
        return None  # a quote that was never closed ran into text with a backslash
    message = f"in double quotes a backslash begins an escape, and '{text[start : start + 2]}' is none here"
    hint = "put the text in single quotes, or write '\\\\' for a backslash"
    return Slip(mark.line, start - text.rfind("\n", 0, start) - 1, message, hint)


def _call(error: Any, text: str) -> Slip | None:
    kind = str(error.context).rpartition(" ")[2]
    if kind not in _CALLS:
        return None
    sign, does = _CALLS[kind]
    mark = error.context_mark
    line = _line(text, mark)
    value = line[mark.column :].partition(" #")[0].strip()
    is_whole = _BLOCK_VALUE.fullmatch(line[: mark.column]) is not None and '"' not in value
    hint = f'write "{value}" in quotes' if is_whole else "put the value in quotes"
    return Slip(mark.line, mark.column, f"a value cannot start with '{sign}', which {does}", hint)


def _after_the_end(error: Any, text: str) -> Slip | None:
    """A quote or bracket is closed, and the value goes on."""
    mark = error.problem_mark
    line = _line(text, mark)
    before, rest = line[: mark.column], line[mark.column :].rstrip()
    closed = before.rstrip()
    in_flow = "flow" in str(error.context)
    if not rest or (in_flow and closed != before) or "did not find expected" not in str(error.problem):
        return None
    if _QUOTED.search(closed):
        quote = closed[-1]
        message = f"the quoted text ends here, and '{shortened(rest)}' follows"
        within = "''" if quote == "'" else '\\"'
        hint = f"put all of it in quotes, and write {within} for a quote within"
        return Slip(mark.line, len(closed) - 1, message, hint)
    if closed[-1:] in ("]", "}") and not in_flow:
        if rest[0] in "]}":
            return Slip(
                mark.line, mark.column, f"nothing opens the '{rest[0]}' that stands here", "remove it"
            )
        message = f"'{shortened(rest)}' follows the closing '{closed[-1]}'"
        return Slip(mark.line, mark.column, message, "write it inside the brackets, or remove it")
    return None


def _missing_comma(error: Any, text: str) -> Slip | None:
    if "did not find expected ','" not in str(error.problem):
        return None
    first = _word_at(error, text)
    mended: str = text
    problem: Any = error
    for _ in range(min(_COMMAS, BUDGET // len(text))):
        at = _word_at(problem, mended)
        mended = f"{mended[:at]}, {mended[at:]}"
        problem = _problem(mended)
        if problem is None:
            line, column = text.count("\n", 0, first), first - text.rfind("\n", 0, first) - 1
            word = shortened(text[first:].split(None, 1)[0].rstrip(":,]}"))
            return Slip(line, column, f"a comma is missing before '{word}'", f"write ', {word}'")
        if "did not find expected ','" not in str(problem.problem):
            return None
    return None


def _word_at(error: Any, text: str) -> int:
    """Return where the word begins that a comma would separate; a key's ':' is noticed only behind it."""
    index = int(error.problem_mark.index)
    if text[index : index + 1] != ":":
        return index
    key = re.search(r"\S+$", text[:index])
    return key.start() if key else index


def _no_value(error: Any, text: str) -> Slip | None:
    if "node content" not in str(error.problem):
        return None
    mark = error.problem_mark
    sign = text[mark.index : mark.index + 1]
    if sign == ",":
        return Slip(mark.line, mark.column, "no value stands before this ','", "remove the ','")
    if text[mark.index :].strip() or len(text) > BUDGET:
        return None
    for token in reversed(list(_open_brackets(text))):
        bracket = text[token.start_mark.index]
        message = f"the '{bracket}' that opens here is never closed"
        return Slip(token.start_mark.line, token.start_mark.column, message, f"add the '{_PAIRS[bracket]}'")
    return None


def _line(text: str, mark: Any) -> str:
    """Return the line of a mark; libyaml knows more line breaks than an editor does."""
    lines = text.split("\n")
    return lines[mark.line] if mark.line < len(lines) else ""


def _open_brackets(text: str) -> Iterator[yaml.Token]:
    """Yield the tokens of the brackets that stay open."""
    opened: list[yaml.Token] = []
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            opened.append(token)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
            opened.pop()
    yield from opened


def _problem(text: str) -> Any:
    """Return why a text cannot be read, None when it can."""
    try:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.YAMLError as error:
        return error
    return None
