import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from pipeline_tasks import blocks
from pipeline_tasks.streamed_fit import fit_streamed


def data(rows, columns=5, seed=0):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(rows, columns))
    chances = 1 / (1 + np.exp(-(features @ np.linspace(-2, 2, columns) + 0.5)))
    return features, (rng.random(rows) < chances).astype(np.uint8)


@pytest.mark.parametrize("regularization", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("rows", [300, 20_000])
def test_coefficients_equal_those_of_scikit_learn(rows, regularization, monkeypatch):
    monkeypatch.setattr(blocks.row_blocks, "__defaults__", (1000,))
    features, target = data(rows)
    plain = LogisticRegression(C=regularization).fit(features, target)
    streamed = fit_streamed(LogisticRegression(C=regularization), features, target)
    np.testing.assert_allclose(streamed.coef_, plain.coef_, atol=1e-6)
    np.testing.assert_allclose(streamed.intercept_, plain.intercept_, atol=1e-6)
    assert streamed.n_iter_ == plain.n_iter_


def test_single_precision_in_the_file_does_not_change_the_coefficients():
    features, target = data(50_000)
    double = fit_streamed(LogisticRegression(), features, target)
    single = fit_streamed(LogisticRegression(), features.astype(np.float32), target)
    np.testing.assert_allclose(single.coef_, double.coef_, atol=1e-6)


def test_fitted_model_predicts():
    features, target = data(2000)
    model = fit_streamed(LogisticRegression(), features, target)
    assert model.score(features, target) > 0.8
    assert model.predict_proba(features).shape == (2000, 2)


def test_fit_is_the_same_each_time():
    features, target = data(200_000)
    first, second = (fit_streamed(LogisticRegression(), features, target).coef_ for _ in range(2))
    assert (first == second).all()


def test_too_few_steps_warn():
    features, target = data(300)
    with pytest.warns(ConvergenceWarning, match="lbfgs"):
        fit_streamed(LogisticRegression(max_iter=1), features, target)
