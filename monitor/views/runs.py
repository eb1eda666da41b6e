"""All runs, and each of them."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from monitor.monitor import current
from monitor.run_query import BadQuery, RunQuery

runs = Blueprint("runs", __name__, url_prefix="/runs")

STRIP = 60
TREND = 60


@runs.get("")
def list_runs() -> str:
    """A page of the list, under the strip and the trends of the newest ones."""
    monitor = current()
    try:
        query = RunQuery.read(request.args)
    except BadQuery as bad:
        abort(400, str(bad))
    view = monitor.look()
    counts = monitor.index.counts()
    total = monitor.index.total(query.states)
    return render_template(
        "runs.html",
        view=view,
        query=query,
        counts=counts,
        total=total,
        pages=query.pages(total),
        rows=monitor.index.page(states=query.states, limit=query.limit, offset=query.offset),
        strip=monitor.index.page(limit=STRIP)[::-1],
        succeeded=monitor.index.page(states=("success",), limit=TREND)[::-1],
    )


@runs.get("/<run_id:run_id>")
def show_run(run_id: str) -> str:
    """One run, whatever became of it."""
    monitor = current()
    view = monitor.look()
    summary = monitor.index.find(run_id)
    if summary is None:
        abort(404, f"There is no record of a run {run_id}.")
    return render_template("run.html", view=view, run=monitor.run(summary, view))
