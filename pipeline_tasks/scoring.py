"""The seven scores as array work: of one set of rows, or of many weighted samples of it at once.

scikit-learn's functions score one sample at a time and check their input each time, which takes
seconds for a thousand bootstrap samples. A test holds these equal to scikit-learn's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline_tasks.blocks import row_blocks
from pipeline_tasks.metrics import METRIC_NAMES, Scores

Floats = NDArray[np.float64]

_RANGE_ROWS = 500_000  # sorted at once
_SAMPLE_ROWS = 10_000  # enough to cut the probabilities into ranges of about the same number of rows


def score(target: NDArray[Any], probability: Floats) -> Scores:
    """Score the probabilities of a set of rows.

    Parameters
    ----------
    target : array of shape (n,)
        0 or 1.
    probability : array of shape (n,)
        Of the class 1.
    """
    sums = np.zeros(5)
    for block in row_blocks(len(target)):
        sums += _sum_rows(target[block].astype(bool), probability[block])
    hits, called, positives, brier, log_loss = (np.array([total]) for total in sums)
    found = _from_counts(hits, called, positives, np.array([float(len(target))]))
    found |= {"brier": brier / len(target), "log_loss": log_loss / len(target)}
    found["roc_auc"] = np.array([_auc(target, probability)])
    return Scores(**{name: float(found[name][0]) for name in METRIC_NAMES})


def _sum_rows(positive: NDArray[np.bool_], probability: Floats) -> Floats:
    """Hits, rows called positive, positives, squared errors and log losses."""
    called = probability > 0.5
    of_truth = np.where(positive, probability, 1 - probability)
    counts = [np.count_nonzero(rows) for rows in (called & positive, called, positive)]
    return np.array([*counts, np.square(1 - of_truth).sum(), -_log(of_truth).sum()])


@dataclass(frozen=True)
class Ranked:
    """Rows in the order of their probability: what all samples of them have in common."""

    order: NDArray[np.intp]
    positive: NDArray[np.bool_]
    terms: Floats
    """Of shape (n, 6): what a row adds to hits, rows called positive, positives, rows and the two losses."""
    groups: NDArray[np.intp]
    """Where a new probability begins."""


def rank(target: NDArray[Any], probability: Floats) -> Ranked:
    """Sort rows once for many samples; the arrays are as in `score`."""
    order = np.argsort(probability, kind="stable")
    ordered, positive = probability[order], target[order].astype(bool)
    predicted = ordered > 0.5
    of_truth = np.where(positive, ordered, 1 - ordered)
    counts = [predicted & positive, predicted, positive, np.ones_like(ordered)]
    terms = np.column_stack([*counts, np.square(1 - of_truth), -_log(of_truth)]).astype(np.float64)
    groups = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return Ranked(order, positive, terms, groups)


def score_samples(rows: Ranked, weights: NDArray[Any]) -> dict[str, Floats]:
    """Score many samples of the same rows.

    Parameters
    ----------
    rows : Ranked
        n rows.
    weights : array of shape (samples, n)
        How often each sample holds each row, in the order that the rows had before they were ranked.

    Returns
    -------
    dict
        By score, an array of shape (samples,). ROC AUC is NaN in a sample with one class only.
    """
    weight = weights[:, rows.order].astype(np.float64)
    hits, called, positives, total, brier, log_loss = (weight @ rows.terms).T
    found = _from_counts(hits, called, positives, total)
    found |= {"brier": brier / total, "log_loss": log_loss / total}
    found["roc_auc"] = _auc_samples(rows, weight)
    return {name: found[name] for name in METRIC_NAMES}


def _from_counts(hits: Floats, called: Floats, positives: Floats, total: Floats) -> dict[str, Floats]:
    """Accuracy, precision, recall and F1; 0 where nothing was called positive, as in scikit-learn."""
    correct = total - called - positives + 2 * hits
    return {
        "accuracy": correct / total,
        "precision": _ratio(hits, called),
        "recall": _ratio(hits, positives),
        "f1": _ratio(2 * hits, called + positives),
    }


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _log(probability: Floats) -> Floats:
    """Keep away from log(0) by the smallest step of the type, as scikit-learn does."""
    step = np.finfo(np.float64).eps
    return np.log(np.clip(probability, step, 1 - step))


def _auc(target: NDArray[Any], probability: Floats) -> float:
    """Share of the pairs in order, ties half (Mann and Whitney, 1947).

    The probabilities are taken range by range, so that sorting them needs little memory: every positive
    row of a range wins over all negative ones of the ranges below.
    """
    positives = negatives = 0
    wins = 0.0
    for low, high in pairwise(_ranges(probability)):
        chances, positive = _within(probability, target, low, high)
        ordered = np.sort(chances[~positive])
        winners = np.sort(chances[positive])  # sorted against sorted: the search walks through memory once
        below = np.searchsorted(ordered, winners, side="left").sum(dtype=np.float64)
        not_above = np.searchsorted(ordered, winners, side="right").sum(dtype=np.float64)
        wins += float(below + not_above) / 2 + len(winners) * negatives
        positives, negatives = positives + len(winners), negatives + len(ordered)
    return wins / (positives * negatives)


def _ranges(probability: Floats) -> Floats:
    """Cut the probabilities into ranges of about as many rows; each holds its upper end."""
    count = ceil(len(probability) / _RANGE_ROWS)
    sample = probability[:: ceil(len(probability) / _SAMPLE_ROWS)]
    inner = np.unique(np.quantile(sample, np.linspace(0, 1, count + 1)[1:-1]))
    return np.concatenate([[-np.inf], inner, [np.inf]])


def _within(
    probability: Floats, target: NDArray[Any], low: float, high: float
) -> tuple[Floats, NDArray[np.bool_]]:
    """Take the rows of one range: their probabilities, and whether they are positive."""
    chances, positive = [], []
    for block in row_blocks(len(probability)):
        inside = (probability[block] > low) & (probability[block] <= high)
        chances.append(probability[block][inside])
        positive.append(target[block][inside].astype(bool))
    return np.concatenate(chances), np.concatenate(positive)


def _auc_samples(rows: Ranked, weight: Floats) -> Floats:
    """The same, weighted, per sample; rows of equal probability form one group."""
    high = np.add.reduceat(weight * rows.positive, rows.groups, axis=1)
    low = np.add.reduceat(weight * ~rows.positive, rows.groups, axis=1)
    below = np.cumsum(low, axis=1) - low
    pairs = high.sum(axis=1) * low.sum(axis=1)
    wins = (high * (below + low / 2)).sum(axis=1)
    areas: Floats = np.divide(wins, pairs, out=np.full_like(wins, np.nan), where=pairs > 0)
    return areas
