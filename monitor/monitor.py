"""The parts of one running monitor, and the questions that the views ask it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

from flask import current_app
from upath import UPath

from monitor.index import Pace, RunIndex
from monitor.index_file import index_file
from monitor.last_look import LastLook
from monitor.model_shelf import ModelShelf
from monitor.overview import Overview, look
from monitor.papers import Papers
from monitor.poller import Poller
from monitor.record_source import read_run, summarize
from monitor.run_view import RunView, run_view
from monitor.schedule import expected_end
from monitor.settings import Settings
from monitor.specs import DagView, SpecHealth, SpecShelf
from monitor.summary import RunSummary
from pipeline_tasks.record import BrokenRecord, RunRecord


@dataclass(frozen=True, kw_only=True)
class Monitor:
    """What a view may ask; made once by create_app."""

    settings: Settings
    index: RunIndex
    shelf: SpecShelf
    poller: Poller
    clock: Callable[[], datetime]
    last_look: LastLook

    def look(self) -> Overview:
        """Everything known now; between two looks at the storage it is put together once."""
        return self.last_look.get(
            make=lambda: look(self.index, self.poller.live, self.settings, self._expected_end, self.clock()),
            marks=lambda: (self.index.health, self.poller.live, self.shelf.latest),
        )

    def record(self, run_id: str) -> RunRecord | None:
        """The whole record of a run; None when it is broken or gone, which the summary tells."""
        try:
            return read_run(self.settings.storage, run_id)
        except (BrokenRecord, OSError):
            return None

    def run(self, summary: RunSummary | None, overview: Overview) -> RunView | None:
        """One run for its page."""
        if summary is None:
            return None
        previous = self.index.newest(("success",), before=summary.began_at)
        # What the index calls broken is not read again: it may be huge.
        record = None if summary.state == "broken" else self.record(summary.run_id)
        return run_view(summary, record, previous, self._task_order(), overview)

    @property
    def papers(self) -> Papers:
        """The files of the runs."""
        return Papers(self.settings.storage)

    @property
    def models(self) -> ModelShelf:
        """The published model and the versions before it."""
        return ModelShelf(self.settings.storage)

    @property
    def specs(self) -> SpecHealth:
        """The last check of the specs."""
        # Only the very first page waits for it: without the schedule a late run would pass for healthy.
        return self.shelf.latest or self.shelf.refresh()

    def _dag(self) -> DagView | None:
        return self.specs.dag(self.settings.dag_id)

    def _task_order(self) -> Sequence[str]:
        dag = self._dag()
        return tuple(dag.dependencies) if dag else ()

    def _expected_end(self, after: datetime) -> datetime | None:
        dag = self._dag()
        if dag is None or self.poller.live.paused:  # Airflow starts no run of a paused DAG
            return None
        return expected_end(dag.schedule, after, timedelta(minutes=self.settings.grace_minutes))


def assemble(settings: Settings, clock: Callable[[], datetime]) -> Monitor:
    """Put the parts together as the settings say."""
    records = UPath(settings.storage) / "records"
    index = RunIndex(
        index_file(settings),
        records,
        settings.dag_id,
        read=partial(summarize, settings.storage),
        pace=Pace(settings.read_seconds, settings.rest_seconds),
    )
    shelf = SpecShelf(Path(settings.specs), os.environ, clock)
    return Monitor(
        settings=settings,
        index=index,
        shelf=shelf,
        poller=Poller(settings, index, shelf, clock),
        clock=clock,
        last_look=LastLook(settings.rest_seconds),
    )


def current() -> Monitor:
    """The monitor of the app that answers now."""
    return cast(Monitor, current_app.extensions["monitor"])
