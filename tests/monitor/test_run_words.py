from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.answers import run_answer
from monitor.run_words import list_words
from monitor.summary import Interval, RunSummary
from tests.monitor.records import NOW

GOOD = RunSummary(
    run_id="manual__0.0",
    dag_id="a_dag",
    state="success",
    began_at=NOW,
    ended_at=NOW + timedelta(seconds=2),
    written_at=NOW + timedelta(seconds=3),
    scores={"accuracy": 0.0},
    intervals={"accuracy": Interval(0.0, 1.0)},
    rows=1000,
    version="manual__0.0",
)
BROKEN = RunSummary(
    run_id="broken", dag_id="", state="broken", began_at=NOW, written_at=NOW, problem='0.0 "é"'
)


@pytest.mark.parametrize("seconds", [-5, 0, 3, 3.125, 1e7])
def test_the_list_is_the_json_of_its_runs_at_any_time(seconds: float):
    now = NOW + timedelta(seconds=seconds)
    whole = {"total": 2, "runs": [run_answer(run, now) for run in (GOOD, BROKEN)]}
    assert list_words({"total": 2}, (GOOD, BROKEN), now).text == json.dumps(whole).encode()


def test_a_list_of_nothing_is_json_too():
    assert json.loads(list_words({"total": 0}, (), NOW).text) == {"total": 0, "runs": []}


def test_the_tag_stays_while_only_time_goes_by():
    later = list_words({"as_of": "later"}, (GOOD,), NOW + timedelta(hours=1))
    assert list_words({"as_of": "now"}, (GOOD,), NOW).tag == later.tag


@pytest.mark.parametrize(
    "runs", [(), (BROKEN, GOOD), (replace(GOOD, rows=7), BROKEN), (replace(GOOD, scores={}), BROKEN)]
)
def test_the_tag_changes_with_the_runs(runs: tuple[RunSummary, ...]):
    assert list_words({}, (GOOD, BROKEN), NOW).tag != list_words({}, runs, NOW).tag


def test_the_tag_changes_with_the_head():
    assert list_words({"total": 1}, (GOOD,), NOW).tag != list_words({"total": 2}, (GOOD,), NOW).tag
