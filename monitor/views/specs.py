"""The specs: what they say, how they hang together, and what is wrong with them now."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from monitor.monitor import current

specs = Blueprint("specs", __name__, url_prefix="/specs")


@specs.get("")
def list_specs() -> str:
    """Every file with its state."""
    monitor = current()
    health = monitor.shelf.refresh()
    return render_template("specs.html", view=monitor.look(), health=health)


@specs.get("/<path:name>")
def show_spec(name: str) -> str:
    """One file: its text with the findings, and the graph of each DAG."""
    monitor = current()
    health = monitor.shelf.refresh()
    spec = health.find(name)
    if spec is None:
        abort(404, f"There is no spec {name!r:.80}.")
    return render_template("spec.html", view=monitor.look(), health=health, spec=spec)
