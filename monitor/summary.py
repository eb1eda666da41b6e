"""One run on one line: what lists, trends and the verdict need, without reading the record again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.moments import age


@dataclass(frozen=True)
class Interval:
    """A bootstrap interval of one score."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """What the index keeps of a run. A broken record is a summary too, with the reason in `problem`."""

    run_id: str
    dag_id: str
    state: str
    """running, success, failed, or broken."""
    began_at: datetime
    ended_at: datetime | None = None
    written_at: datetime
    failed_task: str | None = None
    problem: str | None = None
    """The error of the failed task in one line, or why the record cannot be read."""
    scores: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    rows: int | None = None
    version: str | None = None
    """Name of the version of the model that the run published; None when it published none."""
    tasks_done: int = 0

    def __hash__(self) -> int:
        """Equal summaries have equal ones; the scores, which have none, are left to the comparison."""
        return hash((self.run_id, self.written_at))

    @property
    def seconds(self) -> float | None:
        """How long the run took; None while it runs."""
        return None if self.ended_at is None else age(self.began_at, self.ended_at)

    @property
    def published(self) -> bool:
        """Whether the run published a model."""
        return self.version is not None

    @property
    def finished(self) -> bool:
        """Whether the run ended and its record can be believed."""
        return self.state in ("success", "failed")
