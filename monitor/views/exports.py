"""Downloads: lists of runs for spreadsheets and programs, and the papers of one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flask import Blueprint, Response, abort, render_template, request, stream_with_context

from monitor.csv_text import csv_lines
from monitor.json_text import json_parts
from monitor.monitor import current
from monitor.overview import Overview
from monitor.run_query import BadQuery, RunQuery
from monitor.summary import RunSummary

exports = Blueprint("exports", __name__, url_prefix="/export")


@exports.get("/runs.csv")
def runs_csv() -> Response:
    """All runs, one per line."""
    return _stream("text/csv; charset=utf-8", "runs.csv", lambda runs, view: csv_lines(runs))


@exports.get("/runs.json")
def runs_json() -> Response:
    """All runs as one JSON document."""
    return _stream("application/json", "runs.json", json_parts)


@exports.get("/runs/<run_id:run_id>/record.json")
def record(run_id: str) -> Response:
    """The record as it is stored, a broken one too."""
    content = current().papers.record(run_id)
    return _paper(content, "application/json", f"{run_id}.json")


@exports.get("/runs/<run_id:run_id>/model_summary.txt")
def summary(run_id: str) -> Response:
    """The summary of the model that the run published."""
    monitor = current()
    monitor.index.refresh(monitor.clock())
    run = monitor.index.find(run_id)
    content = monitor.papers.summary(run.version) if run and run.version else None
    return _paper(content, "text/plain; charset=utf-8", f"{run_id}-model_summary.txt")


@exports.get("/runs/<run_id:run_id>/model-card.md")
def model_card(run_id: str) -> Response:
    """What the model is for, what it was trained on and how well it does, in Markdown."""
    monitor = current()
    found = monitor.record(run_id) if monitor.index.find(run_id) else None
    if found is None or found.scores is None:
        abort(404, f"Run {run_id} has no scores.")
    card = render_template("model_card.md", record=found, now=monitor.clock())
    return _paper(card.encode(), "text/markdown; charset=utf-8", f"{run_id}-model-card.md")


def _states() -> tuple[str, ...]:
    try:
        return RunQuery.read({key: value for key, value in request.args.items() if key == "state"}).states
    except BadQuery as bad:
        abort(400, str(bad))


def _stream(
    kind: str, name: str, write: Callable[[Iterator[RunSummary], Overview], Iterable[str]]
) -> Response:
    """Send all runs part by part: ten thousand of them would fill the worker's memory."""
    states = _states()
    monitor = current()
    parts = write(monitor.index.every(states), monitor.look())
    return _attached(Response(stream_with_context(iter(parts)), content_type=kind), name)


def _paper(content: bytes | None, kind: str, name: str) -> Response:
    if content is None:
        abort(404, f"There is no {name}.")
    return _attached(Response(content, content_type=kind), name)


def _attached(response: Response, name: str) -> Response:
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
