import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from pipeline_tasks import train
from pipeline_tasks.errors import BadArgument, NotConverged
from pipeline_tasks.train import fit, stable_pickle


@pytest.fixture
def separated(pipeline):
    pipeline.load()
    pipeline.preprocess()
    pipeline.separate()
    return pipeline


def model_of(pipeline):
    return pickle.loads(pipeline.path("model.pkl").read_bytes())  # noqa: S301  just written


def test_model_equals_the_plain_recipe(separated):
    separated.train()
    features, target, numbers = (
        np.load(str(separated.path(f"{name}.npy"))) for name in ("features", "target", "rows_train")
    )
    plain = make_pipeline(StandardScaler(), LogisticRegression())
    plain.fit(features[numbers - 2], target[numbers - 2])
    np.testing.assert_allclose(model_of(separated)["classify"].coef_, plain[-1].coef_, atol=1e-6)
    np.testing.assert_allclose(model_of(separated)["classify"].intercept_, plain[-1].intercept_, atol=1e-6)


def test_model_takes_features_as_they_are_measured(separated, shipped):
    separated.train()
    table = pd.read_csv(shipped)
    model = model_of(separated)
    accuracy = (model.predict(table[list(model.feature_names_in_)]) == table["Clicked on Ad"]).mean()
    assert accuracy > 0.96


def test_model_refuses_columns_in_another_order(separated, shipped):
    separated.train()
    model = model_of(separated)
    with pytest.raises(ValueError, match="Feature names must be in the same order"):
        model.predict(pd.read_csv(shipped)[list(model.feature_names_in_)[::-1]])


def test_too_few_steps_are_an_error(separated):
    with pytest.raises(NotConverged, match="expected lbfgs to converge within 2 steps"):
        separated.train(max_iterations=2)
    assert not separated.path("model.pkl").exists()


def test_too_few_steps_are_an_error_in_blocks_too(separated, monkeypatch):
    monkeypatch.setattr(train, "MEMORY_ROWS", 100)
    with pytest.raises(NotConverged, match="expected lbfgs to converge within 2 steps"):
        separated.train(max_iterations=2)


@pytest.mark.parametrize("solver", train.SOLVERS)
def test_every_solver_finds_the_same_minimum(separated, solver):
    separated.train(solver=solver, max_iterations=10_000)
    found = model_of(separated)["classify"].coef_
    separated.train()
    np.testing.assert_allclose(found, model_of(separated)["classify"].coef_, atol=0.03)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"solver": "magic"}, "expected a solver of lbfgs, .*got 'magic'"),
        ({"regularization": 0}, "expected regularization to be a number above 0, got 0"),
        ({"max_iterations": "many"}, "expected max_iterations to be a whole number of at least 1"),
        ({"seed": -1}, "expected seed to be a whole number of at least 0"),
    ],
)
def test_setting_that_cannot_be_is_refused(separated, settings, message):
    with pytest.raises(BadArgument, match=message):
        separated.train(**settings)


def test_more_rows_than_a_block_are_fitted_in_blocks(monkeypatch):
    monkeypatch.setattr(train, "MEMORY_ROWS", 100)
    monkeypatch.setattr(train, "fit_streamed", lambda *_: "in blocks")
    features, target = np.random.default_rng(0).normal(size=(101, 2)), np.arange(101) % 2
    assert fit(LogisticRegression(), features, target) == "in blocks"
    assert fit(LogisticRegression(solver="newton-cholesky"), features, target) != "in blocks"
    assert fit(LogisticRegression(), features[:100], target[:100]) != "in blocks"


def test_log_says_whether_the_rows_were_streamed(separated, monkeypatch, capsys):
    separated.train()
    assert "steps on 700 rows of float64, whole in memory" in capsys.readouterr().out
    monkeypatch.setattr(train, "MEMORY_ROWS", 100)
    separated.train()
    assert "steps on 700 rows of float64, streamed in blocks of up to 65,536" in capsys.readouterr().out


def test_equal_models_give_equal_bytes():
    name = "Age"
    same, other = np.array([name, name], object), np.array([name, "".join(["A", "ge"])], object)
    assert pickle.dumps(same) != pickle.dumps(other)
    assert stable_pickle([*same]) == stable_pickle(["Age", "Age"])
