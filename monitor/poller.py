"""One thread that keeps what Airflow and the specs say at hand, so that no page ever waits for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.index import RunIndex
from monitor.live import Live
from monitor.settings import Settings
from monitor.specs import SpecShelf

if TYPE_CHECKING:
    from monitor.airflow_client import AirflowClient

LONGEST_PAUSE_SECONDS = 300.0
BREATH_SECONDS = 0.1
"""Between two slices of catching up, so that pages get their turn."""
SETTLE_SECONDS = 1.0
"""From the word of a run to the question: the task that tells of it is not at its end yet, nor is the run."""

log = logging.getLogger("monitor")


class Poller:
    """Asks in the background and hands out the last answer; it starts with the first request.

    Not earlier: gunicorn forks its workers, and a thread does not survive a fork.
    """

    def __init__(
        self, settings: Settings, index: RunIndex, shelf: SpecShelf, clock: Callable[[], datetime]
    ) -> None:
        self._settings, self._index, self._shelf, self._clock = settings, index, shelf, clock
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._client: AirflowClient | None = None
        self._failures = 0
        self.live = Live(configured=settings.airflow_url is not None)

    def start(self) -> None:
        """Start the thread if it does not run yet."""
        if self._thread is not None:  # asked with every request
            return
        with self._lock:
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._run, name="monitor-poller", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def wake(self) -> None:
        """Ask soon instead of later."""
        self._wake.set()

    def poll(self) -> None:
        """Ask once; a failure becomes part of the answer."""
        self._shelf.refresh()
        if self._settings.airflow_url is None:
            return
        now = self._clock()
        try:
            self.live = self._connected().snapshot(self._settings.dag_id, now)
            self._failures = 0
        except Exception as error:  # noqa: BLE001  the outermost edge of the thread: it must live on
            self._failures += 1
            self.live = replace(self.live, reachable=False, tried_at=now, error=str(error))
            log.warning("Airflow gave no answer (%s in a row): %s", self._failures, error)

    @property
    def pause_seconds(self) -> float:
        """How long to wait before asking again: twice as long after each failure."""
        return min(LONGEST_PAUSE_SECONDS, self._settings.poll_seconds * 2.0 ** min(self._failures, 10))

    def _run(self) -> None:
        self._catch_up()
        while True:
            self._wake.clear()
            if self._stop.is_set():  # looked at after the clearing, which may have taken the word of the end
                return
            self.poll()
            if self._wake.wait(self.pause_seconds):
                self._stop.wait(SETTLE_SECONDS)

    def _catch_up(self) -> None:
        """Read the records that the first pages had no time for, a slice at a time."""
        self._index.refresh(self._clock())
        while self._index.health.pending and not self._stop.wait(BREATH_SECONDS):
            self._index.refresh(self._clock())

    def _connected(self) -> AirflowClient:
        if self._client is None:
            # Imported here: httpx takes a fifth of a second, and the first page does not need it.
            from monitor.airflow_client import connect

            url = self._settings.airflow_url or ""
            user, password = self._settings.airflow_user, self._settings.airflow_password
            self._client = connect(url, user, password, self._settings.timeout_seconds)
        return self._client
