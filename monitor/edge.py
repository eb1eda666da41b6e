"""The outermost layer of the app: what every request and answer gets, in plain WSGI.

Flask's own hooks, with their proxies and checked headers, take as long as the answer to a program does.
"""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import request

from monitor.headers import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID = "monitor.request_id"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
QUIET = ("/health", "/ready", "/api/status", "/static/", "/bootstrap/", "/metrics")
"""Asked all the time by machines; logged only at level DEBUG."""


class Edge:
    """Gives every request an id, every answer that id and the headers of safety, and logs how it went."""

    def __init__(self, inside: WSGIApplication, logger: logging.Logger) -> None:
        self._inside, self._logger = inside, logger

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        began = time.perf_counter()
        environ[REQUEST_ID] = request_id = _identify(environ.get("HTTP_X_REQUEST_ID", ""))

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            headers += [header for name, header in HEADERS if name not in present]
            headers.append(("X-Request-ID", request_id))
            level = logging.DEBUG if environ["PATH_INFO"].startswith(QUIET) else logging.INFO
            if self._logger.isEnabledFor(level):
                self._logger.log(level, "request", extra=_facts(environ, status, began))
            return start_response(status, headers, *error)

        return self._inside(environ, start)


def current_request_id() -> str | None:
    """The id of the request that is answered now; None between requests."""
    return request.environ.get(REQUEST_ID) if request else None


def _identify(given: str) -> str:
    # An id to find a line in the log with, no secret.
    return given if GIVEN_ID.fullmatch(given) else f"{random.getrandbits(128):032x}"


def _facts(environ: WSGIEnvironment, status: str, began: float) -> dict[str, object]:
    return {
        "request_id": environ[REQUEST_ID],
        "method": environ["REQUEST_METHOD"],
        # WSGI hands over the bytes of the path as if they were Latin-1.
        "path": environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        "status": int(status[:3]),
        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
    }
