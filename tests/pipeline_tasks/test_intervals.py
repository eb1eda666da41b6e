import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from pipeline_tasks import intervals
from pipeline_tasks.intervals import Bootstrap
from pipeline_tasks.metrics import METRIC_NAMES
from pipeline_tasks.scoring import score


def data(rows, seed=0):
    rng = np.random.default_rng(seed)
    chances = rng.beta(0.4, 0.4, rows)
    return (rng.random(rows) < chances).astype(np.uint8), chances


def test_interval_equals_that_of_scipy():
    target, chances = data(400)
    found = Bootstrap(4000, 0.95, 0).intervals(target, chances)["accuracy"]
    right = (target == (chances > 0.5),)
    known = scipy_bootstrap(right, np.mean, n_resamples=4000, method="percentile", rng=1).confidence_interval
    assert (found["low"], found["high"]) == pytest.approx((known.low, known.high), abs=0.006)


def test_every_interval_holds_its_score():
    target, chances = data(500)
    scores, found = score(target, chances), Bootstrap(500, 0.95, 0).intervals(target, chances)
    assert set(found) == set(METRIC_NAMES)
    for name, interval in found.items():
        assert interval["low"] < getattr(scores, name) < interval["high"]


def test_more_confidence_is_wider():
    target, chances = data(500)
    narrow, wide = (Bootstrap(500, level, 0).intervals(target, chances)["brier"] for level in (0.5, 0.99))
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]


def test_interval_covers_the_truth_as_often_as_it_says():
    truth = score(*data(1_000_000)).accuracy
    found = [Bootstrap(200, 0.9, seed).intervals(*data(300, seed))["accuracy"] for seed in range(200)]
    covered = np.mean([each["low"] <= truth <= each["high"] for each in found])
    assert 0.84 < covered < 0.96


def test_many_rows_give_nearly_the_interval_of_all_of_them(monkeypatch):
    monkeypatch.setattr(intervals, "PLAIN_ROWS", 3_000)
    monkeypatch.setattr(intervals, "_SUBSET_ROWS", 1_000)
    target, chances = data(8_000)
    little = Bootstrap(1000, 0.95, 0).intervals(target, chances)
    monkeypatch.setattr(intervals, "PLAIN_ROWS", 8_000)
    plain = Bootstrap(1000, 0.95, 0).intervals(target, chances)
    for name in METRIC_NAMES:
        width = plain[name]["high"] - plain[name]["low"]
        assert little[name]["low"] == pytest.approx(plain[name]["low"], abs=0.25 * width)
        assert little[name]["high"] == pytest.approx(plain[name]["high"], abs=0.25 * width)


@pytest.mark.parametrize("rows", [30_000, intervals.PLAIN_ROWS + 1])
def test_there_are_rows_enough_for_every_subset(rows):
    found = Bootstrap(20, 0.95, 0).intervals(*data(rows))
    assert found["accuracy"]["low"] < found["accuracy"]["high"]


def test_seed_decides_the_interval():
    target, chances = data(100)
    first, again, other = (Bootstrap(50, 0.95, seed).intervals(target, chances) for seed in (0, 0, 1))
    assert first == again != other
