"""The seven scores: what they are called, what they mean, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MetricName = Literal["accuracy", "precision", "recall", "f1", "roc_auc", "log_loss", "brier"]


@dataclass(frozen=True)
class Metric:
    """One score: its key, how people call it, what it says, and whether more of it is better."""

    name: str
    label: str
    meaning: str
    higher_is_better: bool = True


METRICS = (
    Metric("accuracy", "Accuracy", "share of visitors that were predicted rightly"),
    Metric("precision", "Precision", "share of the predicted clicks that were clicks"),
    Metric("recall", "Recall", "share of the clicks that were predicted"),
    Metric("f1", "F1", "harmonic mean of precision and recall"),
    Metric("roc_auc", "ROC AUC", "chance that a click gets a higher probability than a non-click"),
    Metric("log_loss", "Log loss", "how surprising the outcomes were, 0 is perfect", higher_is_better=False),
    Metric(
        "brier",
        "Brier score",
        "mean squared error of the probabilities, 0 is perfect",
        higher_is_better=False,
    ),
)
METRIC_NAMES = tuple(metric.name for metric in METRICS)


@dataclass(frozen=True)
class Scores:
    """The seven scores of one set of rows, or the differences between two sets."""

    accuracy: float
    precision: float
    recall: float
    f1: float
    roc_auc: float
    log_loss: float
    brier: float

    def minus(self, other: Scores) -> Scores:
        """Subtract score by score."""
        return Scores(**{name: getattr(self, name) - getattr(other, name) for name in METRIC_NAMES})


@dataclass(frozen=True)
class Interval:
    """Where a score lies with the stated confidence."""

    low: float
    high: float


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation of a score over the folds of a cross-validation."""

    mean: float
    std: float


@dataclass(frozen=True)
class CrossValidation:
    """Scores of a repeated stratified cross-validation."""

    folds: int
    repeats: int
    scores: dict[str, Spread]
