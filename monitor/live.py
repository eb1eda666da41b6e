"""What Airflow said when it was last asked: a snapshot that never changes, with its own time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class LiveTask:
    """A task of a run as Airflow sees it."""

    task_id: str
    state: str | None
    try_number: int
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class ImportProblem:
    """A DAG file or a spec that Airflow could not take in."""

    file: str
    text: str
    seen_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Live:
    """One answer of Airflow, or the reason why there is none."""

    configured: bool = False
    reachable: bool = False
    as_of: datetime | None = None
    """When Airflow last answered; kept when it stops answering."""
    tried_at: datetime | None = None
    error: str | None = None
    run_states: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[LiveTask, ...] = ()
    tasks_run_id: str | None = None
    """The run that `tasks` belongs to."""
    next_run_at: datetime | None = None
    paused: bool | None = None
    parsed_at: datetime | None = None
    import_problems: tuple[ImportProblem, ...] = ()

    def is_paused(self, now: datetime, believed_for: timedelta) -> bool:
        """Whether the DAG is paused; an old answer is believed for a while only, as nothing renews it."""
        return bool(self.paused) and (
            self.reachable or (self.as_of is not None and now - self.as_of <= believed_for)
        )

    def state_of(self, run_id: str) -> str | None:
        """The state of one run, when Airflow answers now: an old answer proves nothing."""
        return self.run_states.get(run_id) if self.reachable else None
