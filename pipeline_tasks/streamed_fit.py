"""Logistic regression on more rows than memory holds: scikit-learn's own loss, summed over blocks."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn._loss import HalfBinomialLoss
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.linear_model._linear_loss import LinearModelLoss

from pipeline_tasks.blocks import row_blocks

_THREADS = 2


def fit_streamed(
    classifier: LogisticRegression, features: NDArray[Any], target: NDArray[np.uint8]
) -> LogisticRegression:
    """Fit as `LogisticRegression(solver="lbfgs").fit` does, reading the rows block by block.

    The loss is a mean over the rows plus the penalty, so its value and gradient are sums over blocks.
    Loss (`LinearModelLoss`), optimizer (SciPy's L-BFGS-B), starting point and stopping rule are those
    of scikit-learn 1.9; a test holds the coefficients equal within 1e-6.

    Parameters
    ----------
    features : array of shape (n, k)
        Standardized, float32 or float64; may be a memory map.
    target : array of shape (n,)
        0 or 1.
    """
    rows, columns = features.shape
    evaluate = _block_loss(features, target, 1.0 / (classifier.C * rows))
    result = minimize(
        evaluate,
        np.zeros(columns + 1),
        method="L-BFGS-B",
        jac=True,
        options={
            "maxiter": classifier.max_iter,
            "maxls": 50,
            "gtol": classifier.tol,
            "ftol": 64 * np.finfo(float).eps,
        },
    )
    if result.status == 1:
        warnings.warn(f"lbfgs: {result.message}", ConvergenceWarning, stacklevel=2)
    classifier.coef_ = result.x[:-1].reshape(1, -1)
    classifier.intercept_ = result.x[-1:]
    classifier.classes_ = np.array([0, 1], dtype=target.dtype)
    classifier.n_features_in_ = columns
    classifier.n_iter_ = np.array([result.nit], dtype=np.int32)
    return classifier


def _block_loss(
    features: NDArray[Any], target: NDArray[np.uint8], penalty: float
) -> Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]:
    loss = LinearModelLoss(base_loss=HalfBinomialLoss(), fit_intercept=True)
    blocks = list(row_blocks(len(target)))

    def of_block(block: slice, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        rows = np.asarray(features[block], np.float64)
        value, gradient = loss.loss_gradient(weights, rows, target[block].astype(np.float64))
        return value * len(rows), gradient * len(rows)

    def evaluate(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        with ThreadPoolExecutor(_THREADS) as pool:
            parts = list(pool.map(lambda block: of_block(block, weights), blocks))
        value = sum(part[0] for part in parts) / len(target)
        gradient = np.sum([part[1] for part in parts], axis=0) / len(target)
        gradient[:-1] += penalty * weights[:-1]
        return value + 0.5 * penalty * float(weights[:-1] @ weights[:-1]), gradient

    return evaluate
