import json
import math
import pickle

import pandas as pd
import pytest
from upath import UPath

from pipeline_tasks.errors import BadArgument, GateFailed
from pipeline_tasks.record import read_record
from pipeline_tasks.summarize import check_gate

SCORES = {
    "accuracy": 0.9,
    "precision": 0.9,
    "recall": 0.9,
    "f1": 0.9,
    "roc_auc": 0.95,
    "log_loss": 0.2,
    "brier": 0.05,
}


@pytest.fixture
def evaluated(pipeline):
    pipeline.open()
    for task in (pipeline.load, pipeline.preprocess, pipeline.separate, pipeline.train):
        task()
    pipeline.evaluate(folds=2, repeats=1, bootstrap_samples=20)
    return pipeline


def probability(model, row):
    """Apply coefficients.json as a reader in any language would."""
    scaled = [
        (row[name] - mean) / scale
        for name, mean, scale in zip(model["features"], *model["scaling"].values(), strict=True)
    ]
    total = model["intercept"] + sum(
        weight * value for weight, value in zip(model["coefficients"], scaled, strict=True)
    )
    return 1 / (1 + math.exp(-total))


def test_coefficients_give_the_probabilities_of_the_pickle(finished, shipped):
    folder = UPath(finished.storage) / "model"
    model = json.loads((folder / "coefficients.json").read_text())
    pipeline = pickle.loads((folder / "logistic_regression_model.pkl").read_bytes())  # noqa: S301  just written
    table = pd.read_csv(shipped)
    by_pickle = pipeline.predict_proba(table[model["features"]])[:, 1]
    by_hand = [probability(model, row) for row in table.to_dict("records")]
    assert by_hand == pytest.approx(by_pickle, abs=1e-12)


def test_summary_is_text_that_says_what_matters(finished):
    text = (UPath(finished.storage) / "model" / "model_summary.txt").read_text()
    for expected in (
        "Run       run-1",
        "1,000 (500 positive)",
        "700 to train, 300 to test",
        "Accuracy",
        "odds x",
        "was 1",
    ):
        assert expected in text


def test_record_says_what_was_published(finished):
    record = read_record(finished.storage, finished.run_id)
    assert record.model.version == "model/versions/run-1"
    assert [each.feature for each in record.coefficients][1] == "Age"
    assert record.coefficients[1].odds_ratio == pytest.approx(math.exp(record.coefficients[1].coefficient))


def test_model_below_the_gate_is_not_published(evaluated):
    with pytest.raises(
        GateFailed, match=r"not published, the gate: expected accuracy of at least 0\.99, got 0\.9"
    ):
        evaluated.summarize({"accuracy": "0.99"})
    assert not (UPath(evaluated.storage) / "model").exists()
    record = read_record(evaluated.storage, evaluated.run_id)
    assert not record.model.published
    assert "accuracy of at least 0.99" in record.model.reason


def test_model_published_before_stays_when_the_gate_fails(evaluated):
    evaluated.summarize()
    model = UPath(evaluated.storage) / "model" / "manifest.json"
    before = model.read_bytes()
    with pytest.raises(GateFailed):
        evaluated.summarize({"accuracy": 1})
    assert model.read_bytes() == before


def test_gate_lets_a_good_model_through():
    assert check_gate(SCORES, {"accuracy": "0.9", "roc_auc": 0.9, "log_loss": 0.2}) == []


def test_gate_names_every_miss():
    misses = check_gate(SCORES, {"accuracy": 0.95, "brier": 0.01, "f1": 0.5})
    assert misses == ["accuracy of at least 0.95, got 0.9000", "brier of at most 0.01, got 0.0500"]


def test_gate_of_an_unknown_score_is_refused():
    with pytest.raises(BadArgument, match=r"expected minimum_scores of accuracy, .*got 'acuracy'"):
        check_gate(SCORES, {"acuracy": 0.9})


def test_gate_that_is_no_number_is_refused():
    with pytest.raises(
        BadArgument, match=r"expected minimum_scores\.accuracy to be a number of at least 0, got 'high'"
    ):
        check_gate(SCORES, {"accuracy": "high"})
