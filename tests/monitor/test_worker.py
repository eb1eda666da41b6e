"""Clients that are slow on purpose: the others are still answered."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from monitor.worker import READ_SECONDS
from tests.monitor.serving import TOKEN, serve

THREADS = 8


@pytest.fixture
def url(storage: Path, tmp_path: Path) -> Iterator[str]:
    with serve(storage, tmp_path / "index.sqlite", {"MONITOR_THREADS": str(THREADS)}) as url:
        yield url


def send_on(slow: list[socket.socket]) -> None:
    """A byte now and then, so that no single wait is long."""
    with contextlib.suppress(OSError):
        while True:
            for each in slow:
                each.sendall(b"a")
            time.sleep(0.5)


def connect(url: str) -> socket.socket:
    place = urlsplit(url)
    return socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=30)


def is_hung_up(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except ConnectionResetError:  # what was sent afterwards has been refused
        return True


@pytest.mark.parametrize("trickle", [False, True])
def test_requests_that_never_end_do_not_hold_the_threads(url: str, trickle: bool):
    with ExitStack() as held:
        slow = [held.enter_context(connect(url)) for _ in range(THREADS)]
        for each in slow:
            each.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        if trickle:
            threading.Thread(target=send_on, args=(slow,)).start()
        answer = httpx.get(f"{url}/health", timeout=READ_SECONDS + 20)
        assert answer.status_code == 200
        for each in slow:
            assert is_hung_up(each)


def test_a_body_of_unknown_size_is_refused(url: str):
    chunks = (b"x" * 65536 for _ in range(320))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx.post(f"{url}/api/runs/x/refresh", content=chunks, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
