"""The golden specs: those in ok/ are silent, those in bad/ say exactly what stands beside them in .out."""

import re
from datetime import date
from pathlib import Path

import pytest

from dagspec import codes
from dagspec.check import check_paths
from dagspec.report import text

SPECS = Path(__file__).parents[1] / "specs"
ENVIRONMENT = {"HOME": "/home/me", "CONFIG_ROOT_DIR": str(SPECS / "ok")}
TODAY = date(2026, 6, 1)
BAD = sorted(
    path for path in (SPECS / "bad").iterdir() if re.match(r"DS\d{3}-", path.name) and path.suffix != ".out"
)
# What only Airflow finds, a fault of dagspec, the absence of Airflow: no spec can show them.
NOT_BY_CHECK = {"DS017", "DS018", "DS314"}


@pytest.fixture(autouse=True)
def _in_the_folder_of_specs(monkeypatch):
    monkeypatch.chdir(SPECS)


def test_good_specs_are_silent():
    assert text(check_paths(["ok"], ENVIRONMENT, TODAY)).endswith("no findings")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_spec_says_what_its_golden_file_says(path):
    report = check_paths([path.relative_to(SPECS)], ENVIRONMENT, TODAY)
    assert text(report) + "\n" == path.with_suffix(".out").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_spec_breaks_one_rule_alone(path):
    report = check_paths([path.relative_to(SPECS)], ENVIRONMENT, TODAY)
    assert {found.code for found in report.diagnostics} == {path.name[:5]}


def test_every_code_has_a_bad_spec():
    assert codes.BY_ID.keys() - {path.name[:5] for path in BAD} == NOT_BY_CHECK


def test_no_golden_file_is_left_over():
    assert {path.stem for path in (SPECS / "bad").glob("*.out")} == {path.stem for path in BAD}
