"""Curves of the test rows, thinned to what a drawing can show."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

POINTS = 100
_ROWS = 100_000  # a hundred points of 100,000 rows are off by less than a pixel
_BINS = 10


def draw_curves(target: NDArray[np.uint8], probability: NDArray[np.float64]) -> dict[str, list[list[float]]]:
    """Make the three curves of the record, each with at most 100 points."""
    step = -(-len(target) // _ROWS)
    labels, chances = target[::step], probability[::step]
    false_positive, true_positive, _ = roc_curve(labels, chances)
    precision, recall, _ = precision_recall_curve(labels, chances)
    return {
        "roc": _thin(false_positive, true_positive, along=false_positive + true_positive),
        "precision_recall": _thin(recall[::-1], precision[::-1], along=recall[::-1]),
        "calibration": _calibration(labels, chances),
    }


def _thin(*axes: NDArray[Any], along: NDArray[Any]) -> list[list[float]]:
    """Keep the first and last point and those that are spread evenly along a growing quantity."""
    wanted = np.linspace(along[0], along[-1], POINTS - 1)
    kept = np.unique(np.r_[0, np.searchsorted(along, wanted[1:-1]), len(along) - 1])
    return np.round(np.column_stack(axes)[kept], 6).tolist()  # type: ignore[no-any-return]


def _calibration(labels: NDArray[np.uint8], chances: NDArray[np.float64]) -> list[list[float]]:
    """Compare mean probability and share of positives in ten bins of equal width; empty ones are left out."""
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    rows = np.bincount(bins, minlength=_BINS)
    filled = rows > 0
    sums = [np.bincount(bins, weights=values, minlength=_BINS)[filled] for values in (chances, labels)]
    mean, share = (total / rows[filled] for total in sums)
    return np.round(np.column_stack([mean, share, rows[filled]]), 6).tolist()  # type: ignore[no-any-return]
