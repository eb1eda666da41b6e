"""SARIF 2.1.0, which GitHub code scanning and most editors read."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from dagspec.check import Report
from dagspec.diagnostic import Diagnostic
from dagspec.edit import edit_of

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(report: Report, colour: bool = False) -> str:
    """Return the findings with their fixes; `colour` has no meaning here."""
    kinds = {diagnostic.code: diagnostic for diagnostic in report.diagnostics}
    order = {code: index for index, code in enumerate(sorted(kinds))}
    run = {
        "tool": {"driver": {"name": "dagspec", "rules": [_rule(kinds[code]) for code in order]}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(diagnostic, order[diagnostic.code], report.texts.get(diagnostic.file, ""))
            for diagnostic in report.diagnostics
        ],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _rule(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "id": diagnostic.code,
        "name": "".join(word.capitalize() for word in diagnostic.rule.split("-")),
        "shortDescription": {"text": diagnostic.rule.replace("-", " ")},
        "help": {"text": f"see {diagnostic.url}"},
        "defaultConfiguration": {"level": str(diagnostic.severity)},
    }


def _result(diagnostic: Diagnostic, rule_index: int, text: str) -> dict[str, Any]:
    hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
    result = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule_index,
        "level": str(diagnostic.severity),
        "message": {"text": f"{diagnostic.message}{hint}"},
        "locations": [{"physicalLocation": {**_artifact(diagnostic.file), "region": _region(diagnostic)}}],
        "partialFingerprints": {"dagspecFinding/v1": _fingerprint(diagnostic, text)},
    }
    fix = _fix(diagnostic, text)
    return {**result, "fixes": [fix]} if fix else result


def _artifact(file: str) -> dict[str, Any]:
    path = PurePath(file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    return {"artifactLocation": {"uri": uri}}


def _region(diagnostic: Diagnostic) -> dict[str, int]:
    return {
        "startLine": diagnostic.line,
        "startColumn": diagnostic.column,
        "endLine": diagnostic.end_line,
        "endColumn": diagnostic.end_column,
    }


def _fingerprint(diagnostic: Diagnostic, text: str) -> str:
    """Stay the same when lines above come or go."""
    lines = text.split("\n")
    line = lines[diagnostic.line - 1].strip() if diagnostic.line <= len(lines) else ""
    return sha256(f"{diagnostic.code} {diagnostic.file} {diagnostic.message} {line}".encode()).hexdigest()[
        :32
    ]


def _fix(diagnostic: Diagnostic, text: str) -> dict[str, Any] | None:
    edit = edit_of(diagnostic, text)
    if edit is None:
        return None
    place = {"startLine": edit.line, "startColumn": edit.column, "endColumn": edit.column + len(edit.old)}
    replacement = {"deletedRegion": place, "insertedContent": {"text": edit.new}}
    return {
        "description": {"text": f"write '{edit.new}' instead of '{edit.old}'"},
        "artifactChanges": [{**_artifact(diagnostic.file), "replacements": [replacement]}],
    }
