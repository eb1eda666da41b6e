"""The state as a badge for a README or a wall."""

from __future__ import annotations

from flask import Blueprint, Response, request

from monitor import charts
from monitor.monitor import current

badge = Blueprint("badge", __name__)


@badge.get("/badge.svg")
def show_badge() -> Response:
    """The badge of the state now."""
    view = current().look()
    picture = charts.badge(view.dag_id, view.status.state.value)
    response = Response(str(picture), content_type="image/svg+xml; charset=utf-8")
    # Shown inside pages of others, unlike everything else here.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response
