"""Drift: how far each feature has moved away from the data of the published model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from pipeline_tasks.manifest import Bins

BINS = 10
CONFIDENCE = 0.95
# More rows would find smaller moves, not other ones: at 100,000 against 100,000 rows the limit is 0.0003.
ROWS = 100_000


def take_reference(features: NDArray[Any], names: list[str]) -> dict[str, dict[str, Any]]:
    """Keep the shape of each feature: the edges of its tenths and the rows in each.

    Parameters
    ----------
    features : array of shape (n, len(names))
        The data as it was read.

    Returns
    -------
    dict
        By feature: the inner edges of its bins, and the number of rows in each bin.
    """
    sample = _sample(features)
    reference = {}
    for column, name in enumerate(names):
        values = np.asarray(sample[:, column], np.float64)
        edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]))
        counts = _count(values, edges)
        filled = np.flatnonzero(counts[1:] == 0)
        edges = np.delete(edges, filled)  # a bin that no row was in says nothing, and would divide by zero
        reference[name] = {"edges": edges.tolist(), "counts": _count(values, edges).tolist()}
    return reference


def measure_drift(
    features: NDArray[Any], names: list[str], reference: Mapping[str, Bins]
) -> dict[str, dict[str, float]]:
    """Compare the data with a reference, feature by feature.

    The population stability index is the sum of (p - q) ln(p / q) over the bins. When nothing has
    moved, it is distributed like (1/n + 1/m) times chi-squared with bins - 1 degrees of freedom
    (Yurdakul and Naranjo, Statistical properties of the population stability index, Journal of Risk
    Model Validation 14(4), 2020), so the limit depends on the numbers of rows n and m.

    Returns
    -------
    dict
        By feature that both have: `psi` and its `limit`, the 95 % quantile without any drift.
    """
    sample = _sample(features)
    return {
        name: _compare(np.asarray(sample[:, column], np.float64), reference[name])
        for column, name in enumerate(names)
        if name in reference
    }


def _compare(values: NDArray[np.float64], known: Bins) -> dict[str, float]:
    before = np.asarray(known.counts, np.float64)
    after = _count(values, np.asarray(known.edges)).astype(np.float64)
    limit: float = (1 / before.sum() + 1 / after.sum()) * chi2.ppf(CONFIDENCE, max(len(before) - 1, 1))
    p, q = (_shares(counts) for counts in (before, after))
    return {"psi": float(np.sum((p - q) * np.log(p / q))), "limit": float(limit)}


def _shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each bin half a row more, so that an empty one has a logarithm (Agresti, 2013, section 10.6.4)."""
    shares: NDArray[np.float64] = (counts + 0.5) / (counts.sum() + 0.5 * len(counts))
    return shares


def _count(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    bins = np.searchsorted(edges, values, side="left")
    counts: NDArray[np.int64] = np.bincount(bins, minlength=len(edges) + 1)
    return counts


def _sample(features: NDArray[Any]) -> NDArray[Any]:
    """Take evenly spaced rows, at most ROWS."""
    step = -(-len(features) // ROWS)
    return features[::step]
