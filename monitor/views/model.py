"""The published model, the versions before it, and two of them side by side."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from monitor.comparison import Comparison, compare
from monitor.monitor import Monitor, current
from pipeline_tasks.errors import BadArgument

model = Blueprint("model", __name__, url_prefix="/model")

HISTORY = 50


@model.get("")
def show_model() -> str:
    """What is published now, and what was before."""
    monitor = current()
    view = monitor.look()
    history = monitor.index.published(HISTORY)
    names = tuple(run.version for run in history if run.version)
    newest, before = (names[0], names[1]) if len(names) > 1 else (None, None)
    old, new = request.args.get("old", before), request.args.get("new", newest)
    return render_template(
        "model.html",
        view=view,
        published=monitor.models.published(),
        history=history,
        names=names,
        old=old,
        new=new,
        comparison=_comparison(monitor, old, new) if old is not None and new is not None else None,
    )


def _comparison(monitor: Monitor, old: str, new: str) -> Comparison | None:
    try:
        pair = monitor.models.version(old), monitor.models.version(new)
    except BadArgument as bad:
        abort(400, f"old and new: {bad}")
    for name, shelved in zip((old, new), pair, strict=True):
        # A version that nobody asked for by name may be gone; one that was asked for must be there.
        if shelved.manifest is None and name in (request.args.get("old"), request.args.get("new")):
            abort(404, shelved.problem)
    left, right = pair[0].manifest, pair[1].manifest
    if left is None or right is None:
        return None
    return compare(left, right, monitor.record(left.run_id), monitor.record(right.run_id))
