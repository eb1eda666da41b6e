import pytest

from benchmarks.figure import Baseline, Figure, at_least, at_most


def test_goal_is_for_the_ratio_when_there_is_a_baseline():
    figure = Figure("build", 70.0, "ms", Baseline("dag-factory", 200.0), at_most(0.35))
    assert figure.ratio == pytest.approx(0.35)
    assert figure.holds is True


def test_goal_is_for_the_value_when_there_is_no_baseline():
    assert Figure("check", 4.1, "s", None, at_most(4)).holds is False


def test_rate_must_not_fall_below_its_goal():
    assert Figure("serve", 69.0, "requests/s", Baseline("bare", 100.0), at_least(0.7)).holds is False


def test_row_has_the_keys_of_the_contract_and_names_the_baseline():
    row = Figure("build", 70.0, "ms", Baseline("dag-factory", 210.0), at_most(0.35)).as_row()
    assert row == {
        "name": "build",
        "value": 70.0,
        "unit": "ms",
        "baseline": "dag-factory: 210.0 ms",
        "ratio": 0.3333,
        "goal": "at most 0.35",
        "holds": True,
    }


def test_figure_without_a_goal_neither_holds_nor_fails():
    row = Figure("first run", 3.0, "s").as_row()
    assert (row["baseline"], row["ratio"], row["goal"], row["holds"]) == (None, None, None, None)
