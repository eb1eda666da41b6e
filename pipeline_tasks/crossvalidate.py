"""Repeated stratified cross-validation of the training part, with the scaling inside each fold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn import config_context, set_config
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold

from pipeline_tasks.metrics import METRIC_NAMES, Scores
from pipeline_tasks.scoring import score
from pipeline_tasks.threads import one_thread

# The score of a fold is a mean over rows, with a standard error of at most 0.5 / sqrt(rows): 0.0016
# for all folds of 100,000 rows together. More rows cost more and say nothing new.
ROWS = 100_000
# Python's own part of a fit lets no other thread run. With fewer rows it is the most of it, and two threads
# take longer than one: 45 instead of 41 ms for 30 fits of 700 rows, 652 instead of 1203 for 100,000.
_THREADS, _THREAD_ROWS = 2, 10_000
# The rows and the settings have been checked by then, for all folds; each thread is told by itself.
_TRUSTING = {"skip_parameter_validation": True, "assume_finite": True}


@dataclass(frozen=True)
class Folding:
    """How to divide the rows, how many times, and the seed: the same seed gives the same folds."""

    folds: int
    repeats: int
    seed: int

    def cross_validate(
        self, classifier: LogisticRegression, features: NDArray[Any], target: NDArray[np.uint8]
    ) -> dict[str, Any]:
        """Fit and score the model on each fold; no more folds than the smaller class has rows.

        Parameters
        ----------
        classifier : LogisticRegression
            Its settings are used, not what it has learned.
        features : array of shape (n, k)
            The training part. It may be scaled already: each fold is scaled again by its own training
            rows, which undoes any linear scaling before.
        target : array of shape (n,)
            0 or 1.

        Returns
        -------
        dict
            `folds` and `repeats` as used, and by score its `mean` and `std` over all folds.
        """
        step = -(-len(target) // ROWS)
        rows, labels = np.asarray(features[::step], np.float64), target[::step]
        folds = min(self.folds, int(np.bincount(labels, minlength=2).min()))
        splitter = RepeatedStratifiedKFold(n_splits=folds, n_repeats=self.repeats, random_state=self.seed)
        splits = splitter.split(rows, labels)

        def score_fold(fold: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Scores:
            return _score_fold(clone(classifier), rows, labels, *fold)

        # One thread per fold: the folds are the better thing to share out than the products in them.
        with one_thread(), config_context(**_TRUSTING):
            if len(rows) < _THREAD_ROWS:
                found = list(map(score_fold, splits))
            else:
                with ThreadPoolExecutor(_THREADS, initializer=partial(set_config, **_TRUSTING)) as pool:
                    found = list(pool.map(score_fold, splits))
        return {"folds": folds, "repeats": self.repeats, "scores": _spread(found)}


def _spread(found: list[Scores]) -> dict[str, dict[str, float]]:
    values = {name: np.array([getattr(scores, name) for scores in found]) for name in METRIC_NAMES}
    return {
        name: {"mean": float(each.mean()), "std": float(each.std(ddof=1))} for name, each in values.items()
    }


def _score_fold(
    classifier: LogisticRegression,
    rows: NDArray[np.float64],
    labels: NDArray[np.uint8],
    train: NDArray[np.intp],
    test: NDArray[np.intp],
) -> Scores:
    mean, scale = _find_scale(rows[train])
    classifier.fit((rows[train] - mean) / scale, labels[train])
    return score(labels[test], expit(classifier.decision_function((rows[test] - mean) / scale)))


def _find_scale(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find what StandardScaler would scale by, which takes as long as the fit of a few hundred rows."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    is_constant = scale <= len(rows) * np.finfo(np.float64).eps * np.abs(mean)
    return mean, np.where(is_constant, 1.0, scale)
