"""The gunicorn worker of the monitor: threads, each with a time limit on what its client may take."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # it ships no types

READ_SECONDS = 5.0
"""For the head of a request; no request needs a body."""
ANSWER_SECONDS = 60.0
"""For the answer, which a client takes as slowly as it likes."""


class Worker(ThreadWorker):  # type: ignore[misc]  # see above
    """Hangs up on clients that are too slow: a handful of them would hold every thread for ever."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._until: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """Read one request and answer it."""
        self._until[conn] = time.monotonic() + READ_SECONDS
        try:
            return super().handle(conn)
        finally:
            del self._until[conn]

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request that has been read."""
        self._until[conn] = time.monotonic() + ANSWER_SECONDS
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Close what waits too long; gunicorn calls it at least once a second, outside the threads."""
        super().murder_pending()
        now = time.monotonic()
        for conn, until in self._until.copy().items():
            if now > until:
                with contextlib.suppress(OSError):  # the client was faster
                    conn.sock.shutdown(socket.SHUT_RDWR)
