"""How findings are shown: `REPORTS` maps the name of a format to a function of the report.

Others may rely on this: `Render = Callable[[Report, bool], str]`, where the flag asks for colour. A new
format is one function in a module of its own and one line in `REPORTS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from dagspec.check import Report
from dagspec.diagnostic import Diagnostic, Severity
from dagspec.reports.github import github
from dagspec.reports.junit import junit
from dagspec.reports.sarif import sarif

Render = Callable[[Report, bool], str]

_RED, _YELLOW, _BOLD, _BLUE, _RESET = "\033[31m", "\033[33m", "\033[1m", "\033[34m", "\033[0m"
_WIDTH = 160


def text(report: Report, colour: bool = False) -> str:
    """One finding after the other with its line and a caret, then the sum."""
    lines: list[str] = []
    sources = {name: source.split("\n") for name, source in report.texts.items()}
    for diagnostic in report.diagnostics:
        lines += _finding(diagnostic, sources.get(diagnostic.file, []), colour)
    lines.append(_sum(report))
    return "\n".join(lines)


def finding(diagnostic: Diagnostic, source: str, colour: bool = False) -> Iterator[str]:
    """Yield the lines of one finding."""
    yield from _finding(diagnostic, source.split("\n"), colour)


def _finding(diagnostic: Diagnostic, lines: Sequence[str], colour: bool) -> Iterator[str]:
    place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
    word = f"{diagnostic.severity} {diagnostic.code}"
    if colour:
        tint = _RED if diagnostic.severity is Severity.ERROR else _YELLOW
        place, word = f"{_BOLD}{place}{_RESET}", f"{tint}{word}{_RESET}"
    hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
    yield f"{place}: {word} {_printable(diagnostic.message + hint)}"
    if 0 < diagnostic.line <= len(lines) and lines[diagnostic.line - 1].strip():
        yield from _snippet(diagnostic, lines[diagnostic.line - 1], colour)


def _printable(text: str) -> str:
    """Return the text without characters that could steer a terminal, in the same width."""
    return text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)


def _snippet(diagnostic: Diagnostic, line: str, colour: bool) -> Iterator[str]:
    # A very long line is cut around the culprit, so that the caret stays in sight.
    skipped = max(0, diagnostic.column - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = _printable(line[skipped : skipped + _WIDTH]).rstrip()
    end = diagnostic.end_column if diagnostic.end_line == diagnostic.line else len(line) + 1
    start = diagnostic.column - 1 - skipped
    width = max(1, min(end - diagnostic.column, len(shown) - start))
    marks = "^" * width
    number = str(diagnostic.line)
    bar = f"{_BLUE}|{_RESET}" if colour else "|"
    yield f"  {number} {bar} {shown}"
    yield f"  {' ' * len(number)} {bar} {' ' * start}{_RED + marks + _RESET if colour else marks}"


def _sum(report: Report) -> str:
    files = f"{report.files} file{'' if report.files == 1 else 's'}"
    if not report.diagnostics:
        return f"{files} checked, no findings"
    errors = f"{report.errors} error{'' if report.errors == 1 else 's'}"
    return f"{files} checked: {errors}, {report.warnings} warning{'' if report.warnings == 1 else 's'}"


def as_json(report: Report, colour: bool = False) -> str:
    """Return the contract for programs; `colour` has no meaning here."""
    document = {
        "version": 1,
        "files": report.files,
        "errors": report.errors,
        "warnings": report.warnings,
        "diagnostics": [_as_dict(diagnostic) for diagnostic in report.diagnostics],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _as_dict(diagnostic: Diagnostic) -> dict[str, object]:
    fields = asdict(diagnostic)
    del fields["fix"]  # not part of the contract: a program that fixes calls `dagspec check --fix`
    return fields


REPORTS: dict[str, Render] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
    "junit": junit,
}
