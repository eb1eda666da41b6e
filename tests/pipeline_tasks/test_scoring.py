from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from pipeline_tasks import scoring
from pipeline_tasks.metrics import METRIC_NAMES, METRICS, Scores
from pipeline_tasks.scoring import rank, score, score_samples

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.floats(0, 1) | st.sampled_from([0.0, 0.25, 0.5, 1.0])),
    min_size=2,
    max_size=40,
).filter(lambda rows: {label for label, _ in rows} == {0, 1})


def by_scikit_learn(target, chances, weight=None):
    called = chances > 0.5
    weighted = {"sample_weight": weight}
    return Scores(
        accuracy=metrics.accuracy_score(target, called, **weighted),
        precision=metrics.precision_score(target, called, zero_division=0, **weighted),
        recall=metrics.recall_score(target, called, **weighted),
        f1=metrics.f1_score(target, called, zero_division=0, **weighted),
        roc_auc=metrics.roc_auc_score(target, chances, **weighted),
        log_loss=metrics.log_loss(target, chances, **weighted),
        brier=metrics.brier_score_loss(target, chances, **weighted),
    )


@settings(deadline=None, max_examples=40)  # scikit-learn takes its time, more so on a busy machine
@given(ROWS)
def test_scores_equal_those_of_scikit_learn(rows):
    target, chances = (np.array(column) for column in zip(*rows, strict=True))
    assert asdict(score(target, chances)) == pytest.approx(
        asdict(by_scikit_learn(target, chances)), abs=1e-12
    )


@settings(deadline=None, max_examples=40)
@given(ROWS, st.randoms(use_true_random=False))
def test_weighted_scores_equal_those_of_scikit_learn(rows, random):
    target, chances = (np.array(column) for column in zip(*rows, strict=True))
    weights = np.array([[random.randint(1, 3) for _ in rows] for _ in range(2)])
    found = score_samples(rank(target, chances), weights)
    for index, weight in enumerate(weights):
        expected = asdict(by_scikit_learn(target, chances, weight))
        assert {name: found[name][index] for name in METRIC_NAMES} == pytest.approx(expected, abs=1e-9)


def test_score_does_not_depend_on_how_much_is_sorted_at_once(monkeypatch):
    rng = np.random.default_rng(0)
    target, chances = rng.integers(0, 2, 5000), rng.integers(0, 50, 5000) / 50  # many ties
    whole = score(target, chances)
    monkeypatch.setattr(scoring, "_RANGE_ROWS", 300)
    assert asdict(score(target, chances)) == pytest.approx(asdict(whole), abs=1e-12)
    assert whole.roc_auc == pytest.approx(metrics.roc_auc_score(target, chances), abs=1e-12)


def test_sample_of_one_class_has_no_auc():
    found = score_samples(rank(np.array([0, 1]), np.array([0.2, 0.8])), np.array([[2, 0], [1, 1]]))
    assert np.isnan(found["roc_auc"]).tolist() == [True, False]


def test_difference_is_taken_score_by_score():
    one, two = (
        score(np.array([0, 1, 1]), np.array(chances)) for chances in ([0.1, 0.9, 0.4], [0.6, 0.9, 0.4])
    )
    assert one.minus(two).accuracy == pytest.approx(1 / 3)


def test_every_score_is_explained_once():
    assert tuple(asdict(Scores(*range(7)))) == METRIC_NAMES
    assert all(metric.label and metric.meaning for metric in METRICS)
    assert [metric.name for metric in METRICS if not metric.higher_is_better] == ["log_loss", "brier"]
