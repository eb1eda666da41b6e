"""Starts the monitor as it is started in production, for tests that need a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-tests"  # noqa: S105  opens nothing but the monitor of a test


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(storage: Path, index: Path, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run gunicorn on a free port of the loopback until the block ends."""
    port = free_port()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MONITOR_", "PIPELINE_"))
    }
    environment = kept | {
        "MONITOR_STORAGE": str(storage),
        "MONITOR_INDEX": str(index),
        "MONITOR_TOKEN": TOKEN,
        "MONITOR_PORT": str(port),
        **(extra or {}),
    }
    command = [sys.executable, "-m", "monitor"]
    with (index.parent / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(15)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        assert process.poll() is None, "gunicorn ended before it answered"
        try:
            if httpx.get(f"{url}/health", timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError("gunicorn did not answer within 20 s")
