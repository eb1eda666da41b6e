"""JUnit XML: each file is a suite, each of its findings a test that failed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape

from dagspec.check import Report
from dagspec.diagnostic import Diagnostic, Severity

# What XML 1.0 cannot hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report, colour: bool = False, now: datetime | None = None) -> str:
    """Return a test report that names every file, the clean ones as passed; `colour` has no meaning here."""
    started = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S")
    files = sorted({*report.texts, *(diagnostic.file for diagnostic in report.diagnostics)})
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for number, file in enumerate(files):
        found = [diagnostic for diagnostic in report.diagnostics if diagnostic.file == file]
        lines += _suite(number, file, found, started)
    return "\n".join([*lines, "</testsuites>"])


def _suite(number: int, file: str, found: Sequence[Diagnostic], started: str) -> Iterator[str]:
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
    warnings = [diagnostic for diagnostic in found if diagnostic.severity is Severity.WARNING]
    yield (
        f'  <testsuite id="{number}" name="{_text(file)}" package="dagspec" hostname="localhost" '
        f'timestamp="{started}" tests="{len(errors) or 1}" failures="{len(errors)}" errors="0" time="0">'
    )
    yield f'    <properties><property name="warnings" value="{len(warnings)}"/></properties>'
    for diagnostic in errors:
        yield from _failure(diagnostic)
    if not errors:
        yield f'    <testcase classname="{_text(file)}" name="check" time="0"/>'
    # The format has no warnings; as output they are kept without turning a good file red.
    yield f"    <system-out>{_text(chr(10).join(_line(warning) for warning in warnings))}</system-out>"
    yield "    <system-err/>"
    yield "  </testsuite>"


def _failure(diagnostic: Diagnostic) -> Iterator[str]:
    name = f"{diagnostic.code} {diagnostic.rule} line {diagnostic.line} column {diagnostic.column}"
    yield f'    <testcase classname="{_text(diagnostic.file)}" name="{_text(name)}" time="0">'
    yield (
        f'      <failure type="{diagnostic.code}" message="{_text(diagnostic.message)}">'
        f"{_text(_line(diagnostic))}</failure>"
    )
    yield "    </testcase>"


def _line(diagnostic: Diagnostic) -> str:
    hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
    place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
    return f"{place}: {diagnostic.severity} {diagnostic.code} {diagnostic.message}{hint}"


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text))
