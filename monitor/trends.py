"""How scores and durations went over the last good runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from monitor import moments
from monitor.charts.trend import Trend, TrendPoint, trend
from monitor.summary import RunSummary
from pipeline_tasks.metrics import METRICS

SHOWN = ("accuracy", "roc_auc", "log_loss")


@dataclass(frozen=True)
class TrendLine:
    """One chart with its words."""

    label: str
    chart: Trend
    newest: str
    write: Callable[[float], str]
    oldest_run: RunSummary
    newest_run: RunSummary
    runs: int


def trends(runs: Sequence[RunSummary]) -> list[TrendLine]:
    """A line for each score that is shown, and one for the durations; runs from the oldest to the newest."""
    labels = {metric.name: metric.label for metric in METRICS}
    lines = [_line(labels[name], runs, partial(_score, name), "{:.3f}".format) for name in SHOWN]
    lines.append(_line("Duration", runs, _duration, moments.duration))
    return [line for line in lines if line is not None]


def _line(
    label: str,
    runs: Sequence[RunSummary],
    point: Callable[[RunSummary], TrendPoint | None],
    write: Callable[[float], str],
) -> TrendLine | None:
    pairs = [(run, found) for run in runs if (found := point(run)) is not None]
    chart = trend([found for _, found in pairs], label)
    if chart is None:
        return None
    return TrendLine(label, chart, write(pairs[-1][1].value), write, pairs[0][0], pairs[-1][0], len(pairs))


def _score(name: str, run: RunSummary) -> TrendPoint | None:
    if name not in run.scores:
        return None
    interval = run.intervals.get(name)
    label = f"{run.scores[name]:.3f} in {run.run_id}"
    if interval is None:
        return TrendPoint(run.scores[name], label=label)
    return TrendPoint(run.scores[name], interval.low, interval.high, label)


def _duration(run: RunSummary) -> TrendPoint | None:
    if run.seconds is None:
        return None
    return TrendPoint(run.seconds, label=f"{moments.duration(run.seconds)} in {run.run_id}")
