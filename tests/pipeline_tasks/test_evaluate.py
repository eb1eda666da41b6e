import csv
import json

import numpy as np
import pytest

from pipeline_tasks.errors import BadArgument
from pipeline_tasks.metrics import METRIC_NAMES
from pipeline_tasks.record import read_record


def test_shipped_data_gives_the_scores_it_was_made_for(finished):
    scores = read_record(finished.storage, finished.run_id).scores
    assert scores.test.accuracy == pytest.approx(0.97, abs=0.005)
    assert scores.test.roc_auc == pytest.approx(0.9915, abs=0.005)
    assert scores.intervals["accuracy"].low < 0.97 < scores.intervals["accuracy"].high
    assert scores.cross_validation.scores["accuracy"].mean == pytest.approx(0.972, abs=0.005)


def test_difference_is_train_minus_test(finished):
    scores = read_record(finished.storage, finished.run_id).scores
    for name in METRIC_NAMES:
        assert getattr(scores.difference, name) == getattr(scores.train, name) - getattr(scores.test, name)


def test_confusion_matrix_holds_the_test_rows(finished):
    record = read_record(finished.storage, finished.run_id)
    (right_no, wrong_yes), (wrong_no, right_yes) = record.confusion_matrix
    assert right_no + wrong_yes == wrong_no + right_yes == 150
    assert (right_no + right_yes) / 300 == pytest.approx(record.scores.test.accuracy)


def test_predictions_name_their_rows_in_the_file(finished, csv_lines):
    with finished.path("predictions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 300
    for row in rows:
        assert csv_lines[int(row["row"]) - 1].endswith(f",{row['target']}")
        assert 0 <= float(row["probability"]) <= 1


def test_all_probabilities_are_kept(finished):
    with finished.path("predictions.csv").open(newline="") as file:
        shown = [float(row["probability"]) for row in csv.DictReader(file)]
    np.testing.assert_allclose(np.load(str(finished.path("probability_test.npy"))), shown, atol=1e-6)


def test_scores_are_printed_as_a_table(finished, tmp_path, capsys):
    other = finished.again(storage=str(tmp_path))
    for task in (other.load, other.preprocess, other.separate, other.train):
        task()
    capsys.readouterr()
    other.evaluate(folds=2, repeats=1)
    printed = capsys.readouterr().out
    assert "Accuracy        0.9743   0.9700     +0.0043" in printed
    assert "all rows scored in blocks of up to 65,536" in printed


def test_settings_as_text_are_read(finished, tmp_path):
    other = finished.again(storage=str(tmp_path))
    for task in (other.load, other.preprocess, other.separate, other.train):
        task()
    other.evaluate(folds="3", repeats="2", bootstrap_samples="20", confidence="0.9")
    scores = json.loads(other.path("evaluation.json").read_text())["scores"]
    assert (
        scores["confidence"],
        scores["cross_validation"]["folds"],
        scores["cross_validation"]["repeats"],
    ) == (0.9, 3, 2)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"folds": 1}, "expected folds to be a whole number of at least 2"),
        ({"repeats": 0}, "expected repeats to be a whole number of at least 1"),
        ({"bootstrap_samples": 1}, "expected bootstrap_samples to be a whole number of at least 2"),
        ({"confidence": 1}, "expected confidence to be a number above 0 and below 1"),
    ],
)
def test_setting_that_cannot_be_is_refused(finished, settings, message):
    with pytest.raises(BadArgument, match=message):
        finished.evaluate(**settings)
