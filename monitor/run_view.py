"""One run with everything that its page shows, put together before a template sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.advice import advise
from monitor.in_place import InPlace
from monitor.overview import Overview
from monitor.summary import RunSummary
from monitor.tasks import TaskLine, task_lines
from pipeline_tasks.record import RunRecord

NOT_REACHED = ("not_run", "skipped", "upstream_failed")


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A run, its record when it can be read, and what follows from both."""

    summary: RunSummary
    record: RunRecord | None
    previous: RunSummary | None
    """The run that succeeded before this one."""
    in_place: InPlace | None
    """The model that serves although this run failed; None when it did not fail."""
    tasks: Sequence[TaskLine]
    advice: str | None
    total: int | None
    """How many tasks the run has; None while it runs and the spec is not known."""

    @property
    def changes(self) -> Mapping[str, float]:
        """Each score minus that of the run before; empty when there is none to compare with."""
        if self.previous is None:
            return {}
        before = self.previous.scores
        return {name: value - before[name] for name, value in self.summary.scores.items() if name in before}

    @property
    def failed_line(self) -> TaskLine | None:
        """The task that failed the run."""
        return next((line for line in self.tasks if line.task_id == self.summary.failed_task), None)

    @property
    def not_reached(self) -> list[TaskLine]:
        """The tasks that never started because of the failure, and those failed only for its sake."""
        named = self.summary.failed_task
        return [line for line in self.tasks if line.state in NOT_REACHED and line.task_id != named]

    @property
    def done(self) -> int:
        """How many tasks came to their end, the ones that had nothing to do included."""
        return sum(line.state in ("success", "skipped", "failed") for line in self.tasks)


@dataclass(frozen=True)
class Beside:
    """What is known beside a run's own record."""

    previous: RunSummary | None
    in_place: InPlace | None


def run_view(
    summary: RunSummary, record: RunRecord | None, overview: Overview, order: Sequence[str], beside: Beside
) -> RunView:
    """Put one run together."""
    tasks = task_lines(record, order, overview.live, overview.now) if record else ()
    return RunView(
        summary=summary,
        record=record,
        previous=beside.previous,
        in_place=beside.in_place,
        tasks=tasks,
        advice=advise(record.failure) if record and record.state == "failed" else None,
        total=len(tasks) if order or summary.finished else None,
    )
