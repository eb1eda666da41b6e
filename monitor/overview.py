"""Everything that is known at one moment, put together once per request and handed to the views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.index import IndexHealth, RunIndex
from monitor.live import Live
from monitor.schedule import Expectation
from monitor.settings import Settings
from monitor.specs import SpecHealth
from monitor.status import ENDED, Known, Status, get_status, is_overdue
from monitor.summary import RunSummary


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The verdict with its reasons and sources, true at `now`."""

    now: datetime
    dag_id: str
    status: Status
    newest: RunSummary | None
    finished: RunSummary | None
    """The last run that ended, whatever runs now."""
    succeeded: RunSummary | None
    failed: RunSummary | None
    expected_by: datetime | None
    records: IndexHealth
    live: Live
    specs: SpecHealth

    @property
    def is_overdue(self) -> bool:
        """Whether a run should have ended by now, whatever else is wrong."""
        return is_overdue(self.expected_by, self.now)

    @property
    def running(self) -> RunSummary | None:
        """The run in progress, if the newest one is."""
        return self.newest if self.newest is not None and self.newest.state == "running" else None


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What an overview is put together from."""

    index: RunIndex
    live: Live
    specs: SpecHealth
    expect: Callable[[datetime], Expectation]
    """What is expected after a run that began then."""


def look(sources: Sources, settings: Settings, now: datetime) -> Overview:
    """Ask the index and the last answer of Airflow; judge."""
    index, live = sources.index, sources.live
    index.refresh(now)
    newest = index.newest()
    expected = sources.expect(newest.began_at) if newest else Expectation()
    known = Known(
        now=now,
        newest_state=newest.state if newest else None,
        newest_began_at=newest.began_at if newest else None,
        newest_written_at=newest.written_at if newest else None,
        expected_by=expected.by,
        none_due=expected.none_due,
        storage_error=index.health.error,
        airflow_state=live.state_of(newest.run_id) if newest else None,
    )
    return Overview(
        now=now,
        dag_id=settings.dag_id,
        status=get_status(known, silence=timedelta(minutes=settings.silence_minutes)),
        newest=newest,
        finished=index.newest(ENDED),
        succeeded=index.newest(("success",)),
        failed=index.newest(("failed",)),
        expected_by=expected.by,
        records=index.health,
        live=live,
        specs=sources.specs,
    )
