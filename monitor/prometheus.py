"""What is known, as metrics: read anew at each scrape, so that no counter can drift from the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from monitor.moments import age
from monitor.overview import Overview
from monitor.specs import SpecHealth
from monitor.status import State
from pipeline_tasks.metrics import METRIC_NAMES, METRICS
from pipeline_tasks.record import RunRecord

Sample = tuple[tuple[str, ...], float | None]


@dataclass(frozen=True, eq=False)  # a registry keeps collectors by identity
class PipelineCollector(Collector):
    """Turns one overview into metric families. What is not known has no sample, never a zero."""

    view: Overview
    record: RunRecord | None
    counts: Mapping[str, int]
    specs: SpecHealth

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """All families."""
        yield from self._verdict()
        yield from self._sources()
        yield from self._limits()
        if self.record is not None:
            yield from self._model(self.record)

    def _verdict(self) -> Iterable[GaugeMetricFamily]:
        view = self.view
        word = view.status.state
        states = [((each.value,), float(each is word)) for each in State]
        yield self._gauge("state", "1 for the state the pipeline is in, 0 for the others", ("state",), states)
        ends = [(("success",), view.succeeded), (("failed",), view.failed)]
        times = [(name, run.ended_at.timestamp() if run and run.ended_at else None) for name, run in ends]
        yield self._gauge("last_run_end_timestamp_seconds", "When the last run ended", ("outcome",), times)
        took = [(name, run.seconds if run else None) for name, run in ends]
        yield self._gauge("last_run_duration_seconds", "How long the last run took", ("outcome",), took)
        due = view.expected_by.timestamp() if view.expected_by else None
        yield self._gauge(
            "expected_end_timestamp_seconds", "When the next run should have ended", (), [((), due)]
        )
        runs = [((name,), float(count)) for name, count in sorted(self.counts.items())]
        yield self._gauge("runs", "Run records in the storage", ("state",), runs)

    def _sources(self) -> Iterable[GaugeMetricFamily]:
        view, newest = self.view, self.view.newest
        readable = float(view.records.error is None)
        yield self._gauge("records_readable", "Whether the run records can be read", (), [((), readable)])
        yield self._gauge("records_pending", "Records not yet read", (), [((), float(view.records.pending))])
        written = age(newest.written_at, view.now) if newest else None
        yield self._gauge("record_age_seconds", "Age of the newest run record", (), [((), written)])
        if view.live.configured:
            reachable = float(view.live.reachable)
            yield self._gauge("airflow_reachable", "Whether Airflow's API answers", (), [((), reachable)])
            since = age(view.live.as_of, view.now)
            yield self._gauge("airflow_answer_age_seconds", "Age of its last answer", (), [((), since)])
            errors = float(len(view.live.import_problems)) if view.live.reachable else None
            yield self._gauge("airflow_import_errors", "Files Airflow cannot take in", (), [((), errors)])
        found = [((spec.name,), float(spec.errors)) for spec in self.specs.specs]
        yield self._gauge("spec_errors", "Errors that dagspec finds in a spec", ("spec",), found)

    def _limits(self) -> Iterable[GaugeMetricFamily]:
        dag = self.specs.dag(self.view.dag_id)
        sides = {each.name: "floor" if each.higher_is_better else "ceiling" for each in METRICS}
        limits = [
            ((name, sides[name]), limit)
            for name, limit in (dag.limits if dag else {}).items()
            if name in sides
        ]
        yield self._gauge("score_limit", "Limit that the spec sets to a score", ("metric", "side"), limits)

    def _model(self, record: RunRecord) -> Iterable[GaugeMetricFamily]:
        if record.scores is not None:
            parts = (("test", record.scores.test), ("train", record.scores.train))
            scores = [((part, name), getattr(each, name)) for part, each in parts for name in METRIC_NAMES]
            yield self._gauge("score", "Scores of the last run that succeeded", ("part", "metric"), scores)
            edges = [
                ((name, edge), getattr(pair, edge))
                for name, pair in record.scores.intervals.items()
                for edge in ("low", "high")
            ]
            yield self._gauge("score_interval", "Interval of the test scores", ("metric", "edge"), edges)
        if record.data is not None:
            yield self._gauge("data_rows", "Rows that were read", (), [((), float(record.data.rows))])
        drift = (record.split.drift if record.split else None) or {}
        moved = [((name,), each.psi) for name, each in drift.items()]
        yield self._gauge("feature_drift_psi", "How far a feature has moved", ("feature",), moved)
        limits = [((name,), each.limit) for name, each in drift.items()]
        yield self._gauge("feature_drift_limit", "From where on it counts", ("feature",), limits)
        took = [
            ((name,), age(task.started_at, task.ended_at) if task.ended_at else None)
            for name, task in record.tasks.items()
        ]
        yield self._gauge("task_duration_seconds", "How long each task took", ("task_id",), took)

    def _gauge(
        self, name: str, text: str, labels: tuple[str, ...], samples: Iterable[Sample]
    ) -> GaugeMetricFamily:
        family = GaugeMetricFamily(f"pipeline_{name}", text, labels=("dag_id", *labels))
        for values, number in samples:
            if number is not None and isfinite(number):
                family.add_metric((self.view.dag_id, *values), number)
        return family
