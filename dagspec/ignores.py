"""Findings that the author has judged: `# dagspec: ignore[DS123] reason` in the line or the line above."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from dagspec import codes
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import DEFAULTS
from dagspec.tree import Place

# So many comments that are wrong are shown; nobody reads more.
MOST = 1_000
# What looks like such a comment, well written or not.
_COMMENT = re.compile(
    r"(?:^|(?<=\s))#[ \t]*dagspec[ \t]*:?[ \t]*(?:\w+[ \t]*\[|(?:ignore|noqa|disable|skip)\b).*$",
    re.MULTILINE | re.IGNORECASE,
)
_WELL_WRITTEN = re.compile(r"#\s*dagspec:\s*ignore\[([\w, ]*)\](.*)", re.IGNORECASE)
_CODE = re.compile(r"\w+")
# What depends on more than the file: on variables, on what is installed, on the files it is checked with.
_BEYOND = (codes.UNDEFINED_VARIABLE.id, codes.REFUSED.id, codes.NO_AIRFLOW.id)
_ACROSS = "DS7"
# After a finding of this group not everything is looked at.
_FILE = "DS0"


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One code in a comment: where it is written, and the line whose findings it silences."""

    code: str
    place: Place
    line: int


def without(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the findings that nobody ignores, and what is wrong with the comments that ignore."""
    ignores: list[_Ignore] = []
    for file, text in texts.items():
        if "dagspec" in text:
            yield from islice(_read(file, text, ignores), MOST)
    if not ignores:
        yield from found
        return
    known = tuple(found)
    silenced = {(each.place.file, each.line, each.code) for each in ignores}
    yield from (each for each in known if (each.file, each.line, each.code) not in silenced)
    yield from islice(_unused(ignores, known), MOST)


def _read(file: str, text: str, ignores: list[_Ignore]) -> Iterator[Diagnostic]:
    for line, match in _comments(text):
        column = match.start() + 1
        written = _WELL_WRITTEN.fullmatch(match[0])
        named = list(_CODE.finditer(written[1])) if written else []
        if not written or not named or not written[2].strip():
            place = Place(file, line, column, line, column + len(match[0]))
            hint = "write '# dagspec: ignore[DS123] because ...'"
            yield codes.IGNORE_WITHOUT_REASON.at(place, "an ignore comment needs a code and a reason", hint)
            continue
        stands_alone = not match.string[: match.start()].strip()
        for code in named:
            first = column + written.start(1) + code.start()
            place = Place(file, line, first, line, first + len(code[0]))
            ignores.append(_Ignore(code[0].upper(), place, line + stands_alone))


def _comments(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield what looks like such a comment, with the number of its line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if "#" in line and "dagspec" in line.lower():
            yield from ((number, match) for match in _COMMENT.finditer(line))


def _unused(ignores: Iterable[_Ignore], found: Collection[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the codes that are none, and those that have nothing to silence as far as this check can tell."""
    used = {(each.file, each.line, each.code) for each in found}
    unsettled = {each.file for each in found if each.code.startswith(_FILE) or each.code in _BEYOND}
    for each in ignores:
        file = each.place.file
        if each.code not in codes.BY_ID:
            hint = did_you_mean(each.code, codes.BY_ID) or "docs/rules.md lists the codes"
            yield codes.UNUSED_IGNORE.at(each.place, f"there is no code '{each.code}'", hint)
        elif (file, each.line, each.code) in used or file in unsettled or _is_beyond(each.code):
            continue
        elif PurePath(file).name not in DEFAULTS:  # another spec may need what stands there
            message = f"this comment silences nothing: there is no {each.code} in line {each.line}"
            yield codes.UNUSED_IGNORE.at(each.place, message, "remove it")


def _is_beyond(code: str) -> bool:
    return code.startswith(_ACROSS) or code in _BEYOND
