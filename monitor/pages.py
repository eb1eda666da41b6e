"""What every template may use: times, numbers and links, written the same way on each page."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask

from monitor import charts, moments
from monitor.answers import tell_status
from monitor.monitor import current
from monitor.trends import trends
from pipeline_tasks.metrics import METRICS
from pipeline_tasks.record import Coefficient

if TYPE_CHECKING:
    from dagspec import Diagnostic


def prepare(app: Flask) -> None:
    """Give the templates their filters and names."""
    app.jinja_env.filters |= {
        "person": moments.person,
        "machine": moments.machine,
        "duration": moments.duration,
        "ago": moments.ago,
        "until": moments.until,
        "score": score,
        "change": change,
        "percent": percent,
        "grouped": grouped,
        "counted": counted,
        "size": size,
        "widest": widest,
        "lines": by_line,
    }
    app.jinja_env.globals |= {
        "metrics": {metric.name: metric for metric in METRICS},
        "airflow_link": airflow_link,
        "status_tag": tell_status.tag,
        "charts": charts,
        "trends": trends,
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def score(value: float | None) -> str:
    """Write a score with as many places as 300 test rows can carry."""
    return "not measured" if value is None or not isfinite(value) else f"{value:.3f}"


def change(value: float) -> str:
    """Write a difference with its sign, a true minus included."""
    return f"{value:+.3f}".replace("-", "\N{MINUS SIGN}") if isfinite(value) else "unknown"


def percent(share: float) -> str:
    """Write a share as a whole number of percent."""
    return f"{share * 100:.0f} %" if isfinite(share) else "unknown"


def grouped(value: int | None) -> str:
    """Write a whole number with its thousands apart."""
    return "unknown" if value is None else f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def counted(count: int, name: str) -> str:
    """Write a number with what it counts: 1 task, 11 tasks."""
    return f"{grouped(count)} {name}" + ("" if count == 1 else "s")


def size(count: int) -> str:
    """Write a number of bytes for people."""
    return f"{grouped(count)} bytes" if count < 10_000 else f"{grouped(round(count / 1000))} kB"


def widest(coefficients: Iterable[Coefficient]) -> float:
    """The odds ratio that is farthest from one, as a number above one."""
    ratios = [each.odds_ratio for each in coefficients if each.odds_ratio > 0]
    return max((max(ratio, 1 / ratio) for ratio in ratios), default=1.0)


def by_line(groups: Iterable[tuple[int, list[Diagnostic]]]) -> dict[int, Diagnostic]:
    """The gravest finding of each line of a spec: error comes before warning in the alphabet too."""
    return {line: min(found, key=lambda each: each.severity) for line, found in groups}


def airflow_link(
    dag_id: str, run_id: str | None = None, task_id: str | None = None, try_number: int | None = None
) -> str | None:
    """Where Airflow shows a DAG, a run or the log of one try; None when Airflow's place is not known."""
    base = current().settings.links_to
    if base is None:
        return None
    parts = [base, "dags", quote(dag_id, safe="")]
    if run_id is not None:
        parts += ["runs", quote(run_id, safe="")]
    if task_id is not None:
        parts += ["tasks", quote(task_id, safe="")]
    return "/".join(parts) + (f"?try_number={try_number}" if try_number else "")
