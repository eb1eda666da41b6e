"""How changes are shown: text for people, JSON for programs, Markdown for a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import groupby
from typing import Any

from dagspec.compare.change import Action, Change, What
from dagspec.secret import is_secret, masked

# GitHub refuses comments above 65536 characters.
_LONGEST = 60_000
_SIGNS = {Action.ADDED: "+", Action.REMOVED: "-", Action.CHANGED: "~", Action.RENAMED: ">", Action.MOVED: ">"}
# Text that nobody takes for a number, a truth value or nothing; other text is shown in quotes.
_PLAIN = re.compile(r"(?!(?i:true|false|null|yes|no|on|off|~|[-+.\d_]+)$)(?:[^\s'\"].*[^\s'\"]|[^\s'\"])")
MARKER = "<!-- dagspec diff -->"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is shown; `unreadable` are the files that cannot be compared, `files` how files are called."""

    old: str
    new: str
    changes: tuple[Change, ...]
    unreadable: tuple[str, ...]
    files: dict[str, str]


def text(comparison: Comparison) -> str:
    """Return one block for each DAG, one line for each change."""
    lines = [f"cannot be compared: {problem}" for problem in comparison.unreadable]
    for dag_id, group in groupby(comparison.changes, key=lambda change: change.dag_id):
        lines.append(f"DAG {dag_id}")
        for change in group:
            where = f"{_file(comparison, change)}:{change.place.line}"
            lines.append(f"  {_SIGNS[change.action]} {_sentence(change, _plain_value)}  ({where})")
            lines += [f"      {line}" for line in _text_diff(change)]
    return "\n".join(lines or ["no changes in terms of DAGs"])


def as_json(comparison: Comparison) -> str:
    """Return the changes as data."""
    document = {
        "version": 1,
        "old": comparison.old,
        "new": comparison.new,
        "changes": [_as_dict(comparison, change) for change in comparison.changes],
        "unreadable": list(comparison.unreadable),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str)


def markdown(comparison: Comparison) -> str:
    """Return a comment for a pull request; its first line lets the next run find and replace it."""
    head = [MARKER, "### Changes of the pipelines", ""]
    body: list[str] = [f"- :warning: cannot be compared: {_code(line)}" for line in comparison.unreadable]
    for dag_id, group in groupby(comparison.changes, key=lambda change: change.dag_id):
        body += ["", f"#### {_code(dag_id)}", ""]
        for change in group:
            body += _markdown_item(comparison, change)
    body = body or ["No changes in terms of DAGs."]
    return _cut("\n".join([*head, *body]), len(comparison.changes))


FORMATS: dict[str, Callable[[Comparison], str]] = {"text": text, "json": as_json, "markdown": markdown}


def _sentence(change: Change, value: Callable[[Any], str]) -> str:
    old, new = _values(change)
    if change.what is What.DAG:
        return _about_dag(change, value)
    if change.what is What.DEPENDENCY:
        word = "now runs after" if change.action is Action.ADDED else "no longer runs after"
        return f"{value(change.subject)} {word} {value(new if change.action is Action.ADDED else old)}"
    if not change.key:
        return _about_name(change, value)
    prefix = "default_args." if change.what is What.DEFAULT else ""
    group = "group " if change.what is What.GROUP else ""
    whose = f"{group}{value(change.subject)}: " if change.subject else ""
    name = f"{whose}{prefix}{change.key}"
    if change.action is Action.ADDED:
        return f"{name} = {value(new)} (added)"
    if change.action is Action.REMOVED:
        return f"{name} = {value(old)} (removed)"
    if _is_long(old) and _is_long(new):
        return f"{name} changed"
    hidden = " (a secret, changed)" if is_secret(change.key.split(".")) else ""
    return f"{name}: {value(old)} -> {value(new)}{hidden}"


def _about_dag(change: Change, value: Callable[[Any], str]) -> str:
    number = change.new if change.action is Action.ADDED else change.old
    if change.action in (Action.ADDED, Action.REMOVED):
        return f"DAG {change.action}, {number} task{'' if number == 1 else 's'}"
    return f"DAG {change.action}: {value(change.old)} -> {value(change.new)}"


def _about_name(change: Change, value: Callable[[Any], str]) -> str:
    kind = str(change.what)
    if change.action is Action.RENAMED:
        return f"{kind} {value(change.old)} renamed to {value(change.new)}"
    if change.action is Action.MOVED:
        source = f" out of group {value(change.old)}" if change.old else ""
        target = f" into group {value(change.new)}" if change.new else ""
        return f"{kind} {value(change.subject)} moved{source}{target}"
    return f"{kind} {value(change.subject)} {change.action}"


def _values(change: Change) -> tuple[Any, Any]:
    names = change.key.split(".") if change.key else ()
    return masked(change.old, names), masked(change.new, names)


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and "\n" in value.strip()


def _text_diff(change: Change) -> Iterator[str]:
    """Yield the changed lines of a text that has several."""
    old, new = _values(change)
    if change.action is Action.CHANGED and _is_long(old) and _is_long(new):
        lines = unified_diff(old.strip().split("\n"), new.strip().split("\n"), n=1, lineterm="")
        yield from (line for line in lines if not line.startswith(("---", "+++")))


def _plain_value(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= 200 else f"{written[:200]}..."


def _code(value: Any) -> str:
    """Return a value as a code span that nothing in it can end."""
    written = _plain_value(value)
    longest = max((len(run) for run in re.findall("`+", written)), default=0)
    fence = "`" * (longest + 1)
    space = " " if written[:1] == "`" or written[-1:] == "`" else ""
    return f"{fence}{space}{written}{space}{fence}"


def _markdown_item(comparison: Comparison, change: Change) -> Iterator[str]:
    loud = change.what in (What.DAG, What.SCHEDULE) or change.action is Action.REMOVED
    mark = "**" if loud else ""
    where = f"{_file(comparison, change)}:{change.place.line}"
    yield f"- {mark}{_sentence(change, _code)}{mark} <sub>{where.replace('<', '&lt;')}</sub>"
    lines = list(_text_diff(change))
    if lines:
        yield from ("", "  ~~~~~~diff", *(f"  {line}" for line in lines), "  ~~~~~~", "")


def _as_dict(comparison: Comparison, change: Change) -> dict[str, Any]:
    old, new = _values(change)
    return {
        "what": change.what,
        "action": change.action,
        "dag_id": change.dag_id,
        "subject": change.subject,
        "key": change.key,
        "old": old,
        "new": new,
        "file": _file(comparison, change),
        "line": change.place.line,
        "column": change.place.column,
    }


def _file(comparison: Comparison, change: Change) -> str:
    return comparison.files.get(change.place.file, change.place.file)


def _cut(comment: str, number: int) -> str:
    if len(comment) <= _LONGEST:
        return comment
    kept: Sequence[str] = comment[:_LONGEST].split("\n")[:-1]
    return "\n".join([*kept, "", f"... {number} changes in all; `dagspec diff` shows the rest."])
