import numpy as np
import pytest

from pipeline_tasks import drift
from pipeline_tasks.drift import measure_drift, take_reference
from pipeline_tasks.manifest import Bins


def reference_of(values, name="x"):
    known = take_reference(np.asarray(values, float).reshape(-1, 1), [name])
    return {key: Bins(tuple(each["edges"]), tuple(each["counts"])) for key, each in known.items()}


def drift_of(before, after):
    return measure_drift(np.asarray(after, float).reshape(-1, 1), ["x"], reference_of(before))["x"]


def test_same_data_has_not_drifted():
    values = np.random.default_rng(0).normal(size=1000)
    assert drift_of(values, values)["psi"] == 0


def test_moved_data_exceeds_its_limit():
    rng = np.random.default_rng(0)
    found = drift_of(rng.normal(size=1000), rng.normal(0.4, 1, 1000))
    assert found["psi"] > found["limit"]


@pytest.mark.parametrize(("before", "after", "measured"), [(700, 300, 0.088), (900, 100, 0.20)])
def test_limit_is_near_the_measured_quantile(before, after, measured):
    rng = np.random.default_rng(0)
    found = [drift_of(rng.normal(size=before), rng.normal(size=after)) for _ in range(400)]
    assert np.quantile([each["psi"] for each in found], 0.95) == pytest.approx(found[0]["limit"], rel=0.2)
    assert found[0]["limit"] == pytest.approx(measured, rel=0.15)


def test_two_values_make_two_bins():
    known = reference_of([0, 1, 1, 0, 1])["x"]
    assert sum(known.counts) == 5
    assert len(known.counts) == 2


def test_share_of_a_flag_that_changes_is_drift():
    found = drift_of([0, 1] * 500, [0, 0, 0, 1] * 250)
    assert found["psi"] > 10 * found["limit"]


def test_constant_feature_has_one_bin():
    assert reference_of([5.0] * 20)["x"].counts in {(20,), (20, 0)}


def test_value_below_all_that_were_seen_has_a_bin():
    assert np.isfinite(drift_of(range(100), [-1000.0] * 50)["psi"])


def test_feature_that_the_reference_does_not_know_is_left_out():
    assert measure_drift(np.zeros((5, 1)), ["new"], reference_of(range(20))) == {}


def test_great_data_is_sampled_evenly(monkeypatch):
    monkeypatch.setattr(drift, "ROWS", 100)
    assert sum(reference_of(range(1000))["x"].counts) == 100
