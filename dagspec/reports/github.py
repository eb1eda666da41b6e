"""GitHub Actions annotations: one workflow command per finding, shown at its line of a pull request."""

from __future__ import annotations

from dagspec.check import Report
from dagspec.diagnostic import Diagnostic


def github(report: Report, colour: bool = False) -> str:
    """Return one annotation per finding, and a notice when there is none; `colour` has no meaning here."""
    lines = [_annotation(diagnostic) for diagnostic in report.diagnostics]
    return "\n".join(lines) or f"::notice title=dagspec::{report.files} checked, no findings"


def _annotation(diagnostic: Diagnostic) -> str:
    properties = {
        "file": diagnostic.file,
        "line": diagnostic.line,
        "endLine": diagnostic.end_line,
        "title": f"{diagnostic.code} {diagnostic.rule}",
    }
    if diagnostic.line == diagnostic.end_line:  # GitHub takes columns within one line only
        properties["col"] = diagnostic.column
        properties["endColumn"] = diagnostic.end_column
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    hint = f"\n{diagnostic.hint}" if diagnostic.hint else ""
    return f"::{diagnostic.severity} {written}::{_data(diagnostic.message + hint)}"


def _data(text: str) -> str:
    """Escape what would end the command or start another one."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
