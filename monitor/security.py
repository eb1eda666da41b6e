"""What a request may not do: bring a body, or act without the token."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, current_app, request

from monitor.problems import problem

MOST_BYTES_OF_A_REQUEST = 64 * 1024


def refuse_bodies() -> None:
    """Refuse a body that is large, or that does not say how large it is."""
    # Flask looks only when the body is read, and nothing here reads one.
    environ = request.environ
    if "HTTP_TRANSFER_ENCODING" in environ:
        abort(413, "No request needs a body, and this one does not say how large it is.")
    if environ.get("CONTENT_LENGTH") and (request.content_length or 0) > MOST_BYTES_OF_A_REQUEST:
        abort(413, "No request needs a body, and this one is too large.")


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
