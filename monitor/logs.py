"""One JSON line per request on standard error, with an id that the answer carries too."""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from typing import TextIO, cast

from flask import Flask, Response, current_app, g, request
from flask.logging import wsgi_errors_stream

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
QUIET = ("/health", "/ready", "/api/status", "/static/", "/bootstrap/", "/metrics")
"""Asked all the time by machines; logged only at level DEBUG."""
FIELDS = ("method", "path", "status", "milliseconds")


class JsonLines(logging.Formatter):
    """Formats a log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record; what came from outside cannot break the line, because JSON escapes it."""
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": g.get("request_id") if g else None,
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def log_requests(app: Flask) -> None:
    """Give every request an id, send it back, and log how the request went."""
    app.logger.handlers = [_handler()]
    app.logger.setLevel(logging.INFO)
    app.logger.propagate = False
    app.before_request(_begin)
    app.after_request(_end)


def _handler() -> logging.Handler:
    # Not the stream itself: a server may put another one in its place.
    handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
    handler.setFormatter(JsonLines())
    return handler


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    level = logging.DEBUG if request.path.startswith(QUIET) else logging.INFO
    if not current_app.logger.isEnabledFor(level):
        return response
    facts = (
        request.method,
        request.path,
        response.status_code,
        round((time.perf_counter() - g.began) * 1000, 1),
    )
    current_app.logger.log(level, "request", extra=dict(zip(FIELDS, facts, strict=True)))
    return response
