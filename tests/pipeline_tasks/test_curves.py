import numpy as np
import pytest
from sklearn.metrics import auc, average_precision_score, roc_auc_score

from pipeline_tasks.curves import POINTS, draw_curves


def data(rows):
    rng = np.random.default_rng(0)
    chances = rng.beta(0.5, 0.5, rows)
    return (rng.random(rows) < chances).astype(np.uint8), chances


@pytest.mark.parametrize("rows", [5, 300, 250_000])
def test_no_curve_has_more_points_than_can_be_drawn(rows):
    for points in draw_curves(*data(rows)).values():
        assert 1 <= len(points) <= POINTS


def test_thinned_curves_keep_their_areas():
    target, chances = data(5000)
    curves = draw_curves(target, chances)
    assert auc(*zip(*curves["roc"], strict=True)) == pytest.approx(roc_auc_score(target, chances), abs=0.003)
    recall, precision = zip(*curves["precision_recall"], strict=True)
    assert auc(recall, precision) == pytest.approx(average_precision_score(target, chances), abs=0.01)


def test_roc_begins_and_ends_in_its_corners():
    curve = draw_curves(*data(300))["roc"]
    assert (curve[0], curve[-1]) == ([0, 0], [1, 1])


def test_calibration_counts_every_row_once():
    curve = draw_curves(*data(300))["calibration"]
    assert sum(rows for _, _, rows in curve) == 300


def test_true_probabilities_are_calibrated():
    for mean, share, _ in draw_curves(*data(50_000))["calibration"]:
        assert share == pytest.approx(mean, abs=0.03)


def test_certain_probabilities_are_in_the_outer_bins():
    curve = draw_curves(np.array([0, 0, 1], np.uint8), np.array([0.0, 0.0, 1.0]))["calibration"]
    assert curve == [[0, 0, 2], [1, 1, 1]]
