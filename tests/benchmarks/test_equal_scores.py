"""The fast way and the plain one learn the same model from the same split."""

import json
import pickle
import sys
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from benchmarks.sides.pipeline import read_tasks, run


@pytest.fixture(scope="module")
def fast(project, tmp_path_factory):
    storage = tmp_path_factory.mktemp("scores")
    with redirect_stdout(sys.stderr):
        _, evaluation = run(str(project / "data" / "advertising.csv"), str(storage))
    path = Path(evaluation)
    model = pickle.loads(path.with_name("model.pkl").read_bytes())  # noqa: S301  written two lines above
    return model, json.loads(path.read_bytes())


@pytest.fixture(scope="module")
def plain(project):
    tasks = {task["task_id"]: task.get("op_kwargs") for task in read_tasks()}
    load, split = tasks["load_data"], tasks["data_preprocessing"]
    data = pd.read_csv(project / "data" / "advertising.csv").drop_duplicates()
    x, y = data[load["features"]].to_numpy(float), data[load["target"]].to_numpy()
    x_train, x_test, y_train, y_test = train_test_split(
        x, y, test_size=split["test_size"], random_state=split["seed"], stratify=y
    )
    scaler = StandardScaler().fit(x_train)
    model = LogisticRegression(max_iter=1000).fit(scaler.transform(x_train), y_train)
    return model, y_test, model.predict_proba(scaler.transform(x_test))[:, 1]


def test_coefficients_are_equal_within_a_millionth(fast, plain):
    ours, theirs = fast[0][-1], plain[0]
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-6)


def test_test_scores_are_those_of_scikit_learn(fast, plain):
    _, target, probability = plain
    scores = fast[1]["scores"]["test"]
    assert scores["accuracy"] == pytest.approx(accuracy_score(target, probability > 0.5))
    assert scores["roc_auc"] == pytest.approx(roc_auc_score(target, probability), abs=1e-6)
    assert scores["log_loss"] == pytest.approx(log_loss(target, probability), abs=1e-6)
