"""Answers to what went wrong: a problem in JSON (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from monitor.edge import current_request_id
from monitor.monitor import current

PROGRAM_PLACES = ("api", "health", "ready", "metrics", "openapi.json", "badge.svg", "export")
"""First steps of the paths that programs ask for."""


def problem(status: int, detail: str, **more: object) -> Response:
    """Say what went wrong to a program."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "request_id": current_request_id(),
    } | more
    return Response(json.dumps(body), status, content_type="application/problem+json")


def handle_errors(app: Flask) -> None:
    """Answer every error of the app in the form that the caller understands."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _fault)


def _answer(error: HTTPException) -> Response | tuple[str, int]:
    if error.response is not None:  # a redirect or an answer made on purpose
        return error.response  # type: ignore[return-value]  # werkzeug's type is the wider one
    response = _say(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _fault(error: Exception) -> Response:
    current_app.logger.error("unexpected error", exc_info=error)
    return _say(500, "Something went wrong in the monitor itself. Its log has the reason.")


def _say(status: int, detail: str) -> Response:
    if request.path.split("/")[1] in PROGRAM_PLACES:
        return problem(status, detail)
    # What is not there now may come: an open page renews itself. After a fault nothing more is asked.
    view = current().look() if status == 404 else None
    page = render_template(
        "problem.html",
        view=view,
        request_id=current_request_id(),
        status=status,
        title=HTTPStatus(status).phrase,
        detail=detail,
    )
    return Response(page, status)
