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

from monitor.in_place import InPlace, in_place_now, in_place_then
from monitor.index import Pace, RunIndex
from monitor.index_file import index_file
from monitor.last_look import LastLook
from monitor.model_shelf import ModelShelf
from monitor.overview import Overview, Sources, look
from monitor.papers import Papers
from monitor.poller import Poller
from monitor.record_source import read_run, summarize
from monitor.run_view import Beside, RunView, run_view
from monitor.schedule import Expectation, expect
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
            make=lambda: look(self._sources(), self.settings, self.clock()),
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
        in_place = self._in_place(summary, overview) if summary.state == "failed" else None
        return run_view(summary, record, overview, self._task_order(), Beside(previous, in_place))

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

    def _sources(self) -> Sources:
        return Sources(index=self.index, live=self.poller.live, specs=self.specs, expect=self._expect)

    def _in_place(self, failed: RunSummary, overview: Overview) -> InPlace:
        if overview.finished is not None and failed.began_at >= overview.finished.began_at:
            return in_place_now(self.models.published())
        return in_place_then(failed, self.index.published(1, before=failed.began_at))

    def _dag(self) -> DagView | None:
        return self.specs.dag(self.settings.dag_id)

    def _task_order(self) -> Sequence[str]:
        dag = self._dag()
        return tuple(dag.dependencies) if dag else ()

    def _expect(self, after: datetime) -> Expectation:
        live, grace = self.poller.live, timedelta(minutes=self.settings.grace_minutes)
        if live.is_paused(self.clock(), grace):
            return Expectation(none_due="Airflow starts no other one, because the DAG is paused")
        dag = self._dag()
        expected = expect(dag.schedule, after, grace) if dag else Expectation()
        if expected.is_unknown and live.reachable and live.next_run_at is not None:
            return Expectation(by=live.next_run_at + grace)
        return expected


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
