"""The JSON interface: the same facts as the pages, for programs."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from monitor.answers import detail_answer, metrics_answer, tell_status
from monitor.conditional import answer, send
from monitor.moments import machine
from monitor.monitor import current
from monitor.run_query import BadQuery, RunQuery
from monitor.run_words import list_words

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/status")
def status() -> Response:
    """The verdict with its reason and sources."""
    return tell_status(current().look())


@api.get("/metrics")
def metrics() -> Response:
    """The scores of the last run that succeeded."""
    monitor = current()
    view = monitor.look()
    record = monitor.record(view.succeeded.run_id) if view.succeeded else None
    return answer(metrics_answer(view, record, monitor.models.published().manifest))


@api.get("/runs")
def list_runs() -> Response:
    """A page of runs."""
    try:
        query = RunQuery.read(request.args)
    except BadQuery as bad:
        abort(400, str(bad))
    monitor = current()
    view = monitor.look()
    total = monitor.index.total(query.states)
    found = monitor.index.page(states=query.states, limit=query.limit, offset=query.offset)
    head = {
        "dag_id": view.dag_id,
        "as_of": machine(view.now),
        "page": query.page,
        "pages": query.pages(total),
        "limit": query.limit,
        "total": total,
        "pending": view.records.pending,
    }
    return send(list_words(head, found, view.now))


@api.get("/runs/<run_id:run_id>")
def show_run(run_id: str) -> Response:
    """One run with its tasks."""
    monitor = current()
    view = monitor.look()
    run = monitor.run(monitor.index.find(run_id), view)
    if run is None:
        abort(404, f"There is no record of a run {run_id}.")
    return answer(detail_answer(run, view.now))
