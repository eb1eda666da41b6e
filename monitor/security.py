"""What keeps the pages safe: headers on every answer, and the token of the one request that acts."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, abort, current_app, request

from monitor.problems import problem

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ALL_HEADERS = (*HEADERS.items(), ("Cache-Control", "no-cache"))


def secure(app: Flask) -> None:
    """Put the headers on every answer, errors included."""

    @app.before_request
    def refuse_large_bodies() -> None:
        # Flask looks only when the body is read, and nothing here reads one.
        if (
            "CONTENT_LENGTH" in request.environ
            and (request.content_length or 0) > app.config["MAX_CONTENT_LENGTH"]
        ):
            abort(413, "No request needs a body, and this one is too large.")
        if "HTTP_TRANSFER_ENCODING" in request.environ:
            abort(413, "No request needs a body, and this one does not say how large it is.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        # One look at what is there instead of one for each header: this runs for every answer.
        present = {name.lower() for name, _ in response.headers}
        response.headers.extend([header for header in ALL_HEADERS if header[0].lower() not in present])
        return response


P = ParamSpec("P")


def token_needed(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let a request through only with the bearer token; without a token set, let nobody through."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        expected = current_app.extensions["monitor"].settings.token
        if expected is None:
            return problem(503, "MONITOR_TOKEN is not set, so the monitor takes no refresh from anyone.")
        if not _matches(request.headers.get("Authorization", ""), expected):
            response = problem(401, "Expected the header Authorization: Bearer <MONITOR_TOKEN>.")
            response.headers["WWW-Authenticate"] = 'Bearer realm="monitor"'
            return response
        return view(*args, **kwargs)

    return guarded


def _matches(header: str, token: str) -> bool:
    scheme, _, given = header.partition(" ")
    # As bytes and in constant time: text with other letters than ASCII would raise, early ends would tell.
    is_same = hmac.compare_digest(given.encode("latin-1", "replace"), token.encode())
    return is_same and scheme.lower() == "bearer"
