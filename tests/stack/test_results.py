"""The page of results says what was found, and speaks of a whole run only after one."""

import json
from pathlib import Path

import pytest

from tests.stack.results import FAULT_COLUMNS, Outcome, Results


@pytest.mark.parametrize(
    ("outcome", "is_noted"),
    [
        (Outcome(passed=19, expected=19), True),
        (Outcome(passed=18, expected=19), False),
        (Outcome(passed=18, expected=19, failed=1), False),
        (Outcome(passed=19, expected=19, failed=1), False),
    ],
    ids=["all green", "a part, or broken off", "one failed", "all passed and the end failed"],
)
def test_a_whole_run_is_noted_when_all_of_it_was_green(
    tmp_path: Path, outcome: Outcome, is_noted: bool
) -> None:
    results = Results(tmp_path, "stand-ins")
    results.add_figure("run 1", "13 s")
    results.add_whole_run(outcome, seconds=1800)
    page = (tmp_path / "stack-results.md").read_text("utf-8")
    assert ("| whole run | passed 19 tests in 30 min | stand-ins |" in page) is is_noted
    assert "| run 1 | 13 s | stand-ins |" in page


def test_a_row_has_a_cell_for_each_column(tmp_path: Path) -> None:
    old = {"faults": {"worker killed": {"task": "load_data", "ended": "success"}}}
    (tmp_path / "stack-results.json").write_text(json.dumps(old), "utf-8")
    results = Results(tmp_path, "public")
    results.add_fault("Redis restarted", task="load_data", ended="success", held="yes")
    page = (tmp_path / "stack-results.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith(("| worker killed", "| Redis restarted"))]
    assert {line.count("|") for line in rows} == {len(FAULT_COLUMNS) + 2}
    assert "| yes | public |" in rows[1]


def test_a_new_finding_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    Results(tmp_path, "public").add_figure("run 1", "13 s")
    Results(tmp_path, "public").add_figure("run 1", "7 s")
    page = (tmp_path / "stack-results.md").read_text("utf-8")
    assert "| run 1 | 7 s |" in page
    assert "13 s" not in page
