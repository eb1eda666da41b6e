import json
from pathlib import Path

import jsonschema
import pytest

from dagspec.check import Report
from dagspec.reports.sarif import sarif


@pytest.fixture(scope="session")
def validator(node_modules: Path) -> jsonschema.Draft7Validator:
    schema = node_modules / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
    return jsonschema.Draft7Validator(
        json.loads(schema.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
    )


def test_report_is_valid_sarif(report, validator):
    assert list(validator.iter_errors(json.loads(sarif(report)))) == []


def test_report_without_findings_is_valid_sarif(validator):
    assert list(validator.iter_errors(json.loads(sarif(Report(1, (), {}))))) == []


def test_the_schema_would_notice_a_fault(report, validator):
    document = json.loads(sarif(report))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert list(validator.iter_errors(document))


def test_a_file_name_becomes_a_relative_uri(report):
    location = json.loads(sarif(report))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "dags/%C3%A4%20b%2Cc.yaml"


def test_a_fix_names_the_text_to_replace(report):
    (change,) = json.loads(sarif(report))["runs"][0]["results"][0]["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 3, "endColumn": 11},
            "insertedContent": {"text": "schedule"},
        }
    ]


def test_a_finding_keeps_its_fingerprint_when_lines_above_come_and_go(report):
    from dataclasses import replace

    moved = replace(report.diagnostics[0], line=3, end_line=3)
    below = Report(1, (moved,), {moved.file: "\nx:\n  schedul_: 1\n"})
    first = json.loads(sarif(report))["runs"][0]["results"][0]
    assert (
        json.loads(sarif(below))["runs"][0]["results"][0]["partialFingerprints"]
        == first["partialFingerprints"]
    )
