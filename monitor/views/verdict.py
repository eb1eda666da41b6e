"""Did it work: the pages of the last success and the last failure, and the way to the one that counts."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from monitor.monitor import current

verdict = Blueprint("verdict", __name__)


@verdict.get("/")
def home() -> Response | str:
    """Go to the page of the last finished run; without one, say how to start."""
    monitor = current()
    view = monitor.look()
    if view.finished is None:
        running = monitor.run(view.running, view)
        return render_template("start.html", view=view, running=running, health=monitor.specs)
    page = "verdict.success" if view.finished.state == "success" else "verdict.failure"
    return redirect(url_for(page))


@verdict.get("/success")
def success() -> str:
    """The last run that succeeded."""
    return _page("success.html", "success")


@verdict.get("/failure")
def failure() -> str:
    """The last run that failed."""
    return _page("failure.html", "failed")


def _page(template: str, state: str) -> str:
    monitor = current()
    view = monitor.look()
    summary = view.succeeded if state == "success" else view.failed
    return render_template(
        template,
        view=view,
        run=monitor.run(summary, view),
        running=monitor.run(view.running, view),
        health=monitor.specs,
        is_past=summary is not None and view.finished is not None and view.finished.state != state,
    )
