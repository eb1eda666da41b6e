"""A YAML syntax error in the author's words: the line to change and the probable cause."""

from __future__ import annotations

import re
from typing import Any

import yaml

from dagspec import codes, environment, punctuation, repair
from dagspec.diagnostic import Diagnostic
from dagspec.tree import Place

_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_TAB = re.compile(r"^ *\t", re.MULTILINE)


def explain(error: yaml.YAMLError, text: str, name: str) -> Diagnostic:
    """Return the one diagnostic for a file that libyaml could not parse."""
    conflict = _CONFLICT.search(text)
    if conflict:
        place = _at(text, conflict.start(), conflict.end(), name)
        hint = "resolve the conflict and remove the lines with <<<<<<<, ======= and >>>>>>>"
        return codes.SYNTAX.at(place, f"an unresolved merge conflict: '{conflict[0].strip()}'", hint)
    mark: Any = getattr(error, "problem_mark", None)
    if mark is None:
        return _unreadable_character(error, text, name)
    return _guess(error, mark, text, name)


def _unreadable_character(error: yaml.YAMLError, text: str, name: str) -> Diagnostic:
    position = min(getattr(error, "position", 0) or 0, len(text))
    for index, character in enumerate(text):
        if not (character.isprintable() or character in "\n\r\t\x85\ufeff"):
            position = index
            break
    place = _at(text, position, position + 1, name)
    character = text[position : position + 1]
    return codes.SYNTAX.at(place, f"character {character!r} is not allowed in YAML", "remove it")


def _guess(error: Any, mark: Any, text: str, name: str) -> Diagnostic:
    """Choose the likely cause; the place is where the author must change something."""
    context: Any = getattr(error, "context_mark", None)
    problem, during = str(error.problem or ""), str(error.context or "")
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    tab = _TAB.search(text)
    here = _one(name, mark)
    if not text[mark.index :].strip():
        here = _at(text, len(text.rstrip()) - 1, len(text.rstrip()), name)
    sign = punctuation.find(error, environment.hide(text))
    if sign:
        return _slip(sign, name)
    if "\t" in line[: mark.column + 1] or ("found character" in problem and tab):
        column = (line.find("\t") if "\t" in line else 0) + 1
        place = Place(name, mark.line + 1, column, mark.line + 1, column + 1)
        return codes.SYNTAX.at(place, "a tab is used for indentation", "YAML allows spaces only")
    slip = repair.find(environment.hide(text), mark.line)
    if slip:
        return _slip(slip, name)
    if "quoted scalar" in during and context:
        return codes.SYNTAX.at(
            _one(name, context), "the quote that opens here is never closed", "add the closing quote"
        )
    if ("flow sequence" in during or "flow mapping" in during) and context:
        bracket = "[" if "sequence" in during else "{"
        closing = "]" if bracket == "[" else "}"
        message = f"the '{bracket}' that opens here is not closed before line {mark.line + 1}"
        return codes.SYNTAX.at(
            _one(name, context), message, f"add the '{closing}', or put a value with brackets in quotes"
        )
    return _guess_by_problem(problem, during, here, line)


def _slip(slip: repair.Slip, name: str) -> Diagnostic:
    place = Place(name, slip.line + 1, slip.column + 1, slip.line + 1, slip.column + 2)
    return codes.SYNTAX.at(place, slip.message, slip.hint)


def _guess_by_problem(problem: str, during: str, here: Place, line: str) -> Diagnostic:
    if "mapping values are not allowed" in problem:
        hint = "a value that holds ': ' needs quotes; or the line above has the wrong indentation"
        return codes.SYNTAX.at(here, "a second ':' stands here", hint)
    if "could not find expected ':'" in problem:
        previous = "a key without ':'"
        return codes.SYNTAX.at(here, f"{previous}, in this line or the one before", "write 'key: value'")
    if "did not find expected key" in problem or "block mapping" in during:
        hint = "keys of one mapping start in the same column; check the indentation here and above"
        return codes.SYNTAX.at(
            here, f"this line does not fit the ones before it: '{repair.shortened(line.strip())}'", hint
        )
    if "cannot start any token" in problem:
        character = line[here.column - 1 : here.column]
        return codes.SYNTAX.at(here, f"a value cannot start with '{character}'", "put the value in quotes")
    if "did not find expected '-' indicator" in problem:
        return codes.SYNTAX.at(
            here, "a list item must start with '- '", "check the indentation here and above"
        )
    return codes.SYNTAX.at(here, problem or "the YAML cannot be read", "")


def _one(name: str, mark: Any) -> Place:
    return Place(name, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)


def _at(text: str, start: int, end: int, name: str) -> Place:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Place(name, line, column, line, column + end - start)
