from __future__ import annotations

from datetime import timedelta

from monitor.summary import Interval, RunSummary
from monitor.trends import trends
from tests.monitor.records import NOW


def run(back: int, **facts: object) -> RunSummary:
    began = NOW - timedelta(days=back)
    known = {"state": "success", "ended_at": began + timedelta(seconds=2 + back)}
    return RunSummary(run_id=f"run-{back}", dag_id="d", began_at=began, written_at=began, **(known | facts))


def test_each_line_says_its_newest_value_and_its_span():
    lines = trends([run(2, scores={"accuracy": 0.9}), run(1, scores={"accuracy": 0.95})])
    accuracy, duration = lines
    assert (accuracy.label, accuracy.newest, accuracy.runs) == ("Accuracy", "0.950", 2)
    assert (accuracy.oldest_run.run_id, accuracy.newest_run.run_id) == ("run-2", "run-1")
    assert (duration.label, duration.newest) == ("Duration", "3.0 s")


def test_a_run_without_the_score_is_left_out_of_its_line():
    lines = trends([run(2, scores={"accuracy": 0.9}), run(1)])
    assert (lines[0].runs, lines[1].runs) == (1, 2)


def test_intervals_become_a_band():
    (line, _) = trends([run(1, scores={"accuracy": 0.9}, intervals={"accuracy": Interval(0.8, 0.95)})])
    assert (line.chart.bottom, line.chart.top) == (0.8, 0.95)


def test_without_runs_there_is_no_line():
    assert trends([]) == []
    assert trends([run(1, ended_at=None)]) == []
