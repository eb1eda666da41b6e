import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from pipeline_tasks import crossvalidate
from pipeline_tasks.crossvalidate import Folding
from pipeline_tasks.metrics import METRIC_NAMES


def data(rows=400):
    rng = np.random.default_rng(0)
    features = rng.normal(20, 5, (rows, 3))
    return features, (features[:, 0] + rng.normal(0, 3, rows) > 20).astype(np.uint8)


@pytest.mark.parametrize("rows", [400, 20_000])
def test_scores_equal_those_of_scikit_learn(rows):
    features, target = data(rows)
    found = Folding(5, 2, 42).cross_validate(LogisticRegression(), features, target)
    names = {
        "accuracy": "accuracy",
        "roc_auc": "roc_auc",
        "f1": "f1",
        "brier": "neg_brier_score",
        "log_loss": "neg_log_loss",
    }
    plain = cross_validate(
        make_pipeline(StandardScaler(), LogisticRegression()),
        features,
        target,
        cv=RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=42),
        scoring=names,
    )
    for name in names:
        assert found["scores"][name]["mean"] == pytest.approx(abs(plain[f"test_{name}"].mean()), abs=1e-9)
        assert found["scores"][name]["std"] == pytest.approx(plain[f"test_{name}"].std(ddof=1), abs=1e-9)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_a_column_that_is_constant_but_for_one_row_is_scaled_as_scikit_learn_does(value):
    features, target = data()
    features[:, 1] = value
    features[7, 1] += 1.0
    found = Folding(5, 1, 42).cross_validate(LogisticRegression(), features, target)
    plain = cross_validate(
        make_pipeline(StandardScaler(), LogisticRegression()),
        features,
        target,
        cv=RepeatedStratifiedKFold(n_splits=5, n_repeats=1, random_state=42),
        scoring="neg_log_loss",
    )
    assert found["scores"]["log_loss"]["mean"] == pytest.approx(-plain["test_score"].mean(), abs=1e-6)


def test_scaling_before_does_not_change_the_scores():
    features, target = data()
    folding = Folding(5, 1, 0)
    plain = folding.cross_validate(LogisticRegression(), features, target)
    scaled = folding.cross_validate(LogisticRegression(), (features - 20) / 5, target)
    for name in METRIC_NAMES:
        assert scaled["scores"][name]["mean"] == pytest.approx(plain["scores"][name]["mean"], abs=1e-6)


def test_small_class_takes_fewer_folds():
    features, target = data()
    target = (np.cumsum(target) <= 4).astype(np.uint8) * target
    assert Folding(10, 1, 0).cross_validate(LogisticRegression(), features, target)["folds"] == 4


def test_great_data_is_sampled_evenly(monkeypatch):
    monkeypatch.setattr(crossvalidate, "ROWS", 100)
    features, target = data(1000)
    found = Folding(5, 1, 0).cross_validate(LogisticRegression(), features, target)
    sampled = Folding(5, 1, 0).cross_validate(LogisticRegression(), features[::10], target[::10])
    assert found == sampled


def test_model_given_is_left_as_it_was():
    features, target = data()
    model = LogisticRegression().fit(features, target)
    before = model.coef_.copy()
    Folding(2, 1, 0).cross_validate(model, features, target)
    assert (model.coef_ == before).all()
