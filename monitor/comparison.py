"""Two versions of the model side by side: what is different, and which is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline_tasks.manifest import Manifest
from pipeline_tasks.metrics import METRICS, Metric
from pipeline_tasks.record import RunRecord


@dataclass(frozen=True)
class ScorePair:
    """A score of both versions."""

    metric: Metric
    old: float
    new: float

    @property
    def change(self) -> float:
        """New minus old."""
        return self.new - self.old

    @property
    def better(self) -> bool:
        """Whether the new one is better."""
        return (self.change > 0) == self.metric.higher_is_better


@dataclass(frozen=True)
class FactPair:
    """Anything else that two versions have; None where one of them lacks it."""

    name: str
    old: str | None
    new: str | None

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return self.old == self.new


@dataclass(frozen=True)
class Comparison:
    """The older version on the left, the newer one on the right."""

    old: Manifest
    new: Manifest
    scores: Sequence[ScorePair]
    facts: Sequence[FactPair]
    odds: Sequence[FactPair]


def compare(old: Manifest, new: Manifest, old_run: RunRecord | None, new_run: RunRecord | None) -> Comparison:
    """Put two versions side by side."""
    scores = [
        ScorePair(metric, getattr(old.scores, metric.name), getattr(new.scores, metric.name))
        for metric in METRICS
    ]
    return Comparison(
        old, new, scores, _pairs(_facts(old), _facts(new)), _pairs(_odds(old_run), _odds(new_run))
    )


def _facts(manifest: Manifest) -> dict[str, str]:
    data = manifest.data
    return {
        "Data source": data.source,
        "Data SHA-256": data.sha256[:16],
        "Rows": str(data.rows),
        "Clicks": str(data.positives),
        "Features": ", ".join(data.features),
    } | dict(manifest.libraries)


def _odds(run: RunRecord | None) -> dict[str, str]:
    coefficients = (run.coefficients if run else None) or ()
    return {each.feature: f"{each.odds_ratio:.3f}" for each in coefficients}


def _pairs(old: Mapping[str, str], new: Mapping[str, str]) -> list[FactPair]:
    return [FactPair(name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new])]
