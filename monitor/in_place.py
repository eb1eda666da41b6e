"""Which model serves although a run failed: the manifest says it of now, the records say it of the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model_shelf import Shelved
from monitor.summary import RunSummary


@dataclass(frozen=True, kw_only=True)
class InPlace:
    """The run that made the model; None when there is none, or when `problem` says why it is not known."""

    run_id: str | None = None
    accuracy: float | None = None
    problem: str | None = None
    is_past: bool = False
    """Whether this is how it stood when an older run had failed."""


def in_place_now(published: Shelved) -> InPlace:
    """What the manifest names."""
    if published.manifest is None:
        return InPlace(problem=published.problem)
    return InPlace(run_id=published.manifest.run_id, accuracy=published.manifest.scores.accuracy)


def in_place_then(failed: RunSummary, before: Sequence[RunSummary]) -> InPlace:
    """What was published when the run had failed: by itself, or by the last of those before it."""
    run = next((each for each in (failed, *before) if each.published), None)
    if run is None:
        return InPlace(is_past=True)
    return InPlace(run_id=run.run_id, accuracy=run.scores.get("accuracy"), is_past=True)
