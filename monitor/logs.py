"""One JSON line per request on standard error, with an id that the answer carries too."""

from __future__ import annotations

import json
import logging
import time
from typing import TextIO, cast

from flask.logging import wsgi_errors_stream

from monitor.edge import current_request_id

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
            "request_id": getattr(record, "request_id", None) or current_request_id(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def set_up(logger: logging.Logger) -> None:
    """Let the logger of the app write such lines, and nobody else write them again."""
    logger.handlers = [_handler()]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _handler() -> logging.Handler:
    # Not the stream itself: a server may put another one in its place.
    handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
    handler.setFormatter(JsonLines())
    return handler
