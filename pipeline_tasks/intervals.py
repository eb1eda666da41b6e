"""Bootstrap intervals of the test scores, at a cost that does not grow with the rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline_tasks.metrics import METRIC_NAMES
from pipeline_tasks.scoring import Floats, rank, score, score_samples
from pipeline_tasks.threads import one_thread

# Up to here every sample draws from all rows. Above, a bag of little bootstraps (Kleiner, Talwalkar,
# Sarkar, Jordan, A scalable bootstrap for massive data, JRSS B 76(4), 2014): a few subsets stand for
# the whole, each is drawn up to the full number of rows, and how far the scores scatter is averaged.
PLAIN_ROWS = 50_000  # the subsets share no row, so there have to be enough for all of them
_SUBSETS, _SUBSET_ROWS = 5, 10_000
_CELLS = 100_000  # weights at once: they and what is computed from them take some 10 MB
_THREADS = 2


@dataclass(frozen=True)
class Bootstrap:
    """How often to draw, how sure to be, and the seed: the same seed gives the same intervals."""

    samples: int
    confidence: float
    seed: int

    def intervals(self, target: NDArray[np.uint8], probability: Floats) -> dict[str, dict[str, float]]:
        """Percentile intervals of all scores.

        Parameters
        ----------
        target, probability : arrays of shape (n,)
            The test rows.

        Returns
        -------
        dict
            By score, `low` and `high`.
        """
        rng = np.random.default_rng(self.seed)
        estimate = np.array(astuple(score(target, probability)))[:, np.newaxis]
        parts, rngs, samples = [np.arange(len(target))], [rng], self.samples
        if len(target) > PLAIN_ROWS:
            parts = list(rng.choice(len(target), (_SUBSETS, _SUBSET_ROWS), replace=False))
            rngs, samples = rng.spawn(_SUBSETS), -(-self.samples // _SUBSETS)

        def scatter_of(part: NDArray[np.intp], source: np.random.Generator) -> Floats:
            return self._scatter(source, target[part], probability[part], len(target), samples)

        with one_thread(), ThreadPoolExecutor(_THREADS) as pool:
            scatter = list(pool.map(scatter_of, parts, rngs))
        bounds = (estimate + np.mean(scatter, axis=0)).tolist()
        return {
            name: {"low": low, "high": high} for name, (low, high) in zip(METRIC_NAMES, bounds, strict=True)
        }

    def _scatter(  # one set of rows, and how to draw from it
        self,
        rng: np.random.Generator,
        target: NDArray[np.uint8],
        probability: Floats,
        size: int,
        samples: int,
    ) -> Floats:
        """Draw samples of `size` rows: how far their scores lie from that of the set, shape (scores, 2)."""
        rows = len(target)
        ranked = rank(target, probability)
        batch = max(1, _CELLS // rows)
        found = []
        for start in range(0, samples, batch):
            weights = _draw(rng, size, (min(batch, samples - start), rows))
            found.append(np.stack([*score_samples(ranked, weights).values()]))
        tail = (1 - self.confidence) / 2
        bounds: Floats = np.nanquantile(np.concatenate(found, axis=1), [tail, 1 - tail], axis=1).T
        offsets: Floats = bounds - np.array(astuple(score(target, probability)))[:, np.newaxis]
        return offsets


def _draw(rng: np.random.Generator, size: int, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Draw how often each of `shape[1]` rows is in each of `shape[0]` samples of `size` rows.

    A sample much larger than the set is drawn row by row (Poisson), four times as fast: its size then
    varies by sqrt(size), which the scores, being means, do not see (Chamandy, Muralidharan, Najmi,
    Naidu, Estimating uncertainty for massive data streams, Google, 2012).
    """
    samples, rows = shape
    if size == rows:  # as `rng.multinomial` does, which takes six times as long for 10,000 rows
        drawn = rng.integers(0, rows, (samples, rows)) + rows * np.arange(samples)[:, np.newaxis]
        return np.bincount(drawn.ravel(), minlength=samples * rows).reshape(shape)
    return rng.poisson(size / rows, shape)
