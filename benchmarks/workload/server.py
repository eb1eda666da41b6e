"""Starts gunicorn with the project's own settings, and asks it as fast as it answers."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.measurement import PROJECT, MeasurementError, Sample, run_command
from embedded.processes import Children
from embedded.settings import HOST
from embedded.stack import BIN
from tests.stack.servers import find_free_ports

START_SECONDS = 30.0
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


@contextmanager
def serve(app: str, environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """A server of the app; its address."""
    (port,) = find_free_ports(1)
    places = {"PATH": f"{BIN}:/usr/bin:/bin", "MONITOR_HOST": HOST, "MONITOR_PORT": str(port)}
    with Children({**places, **environment}, log) as children:
        command = [str(BIN / "gunicorn"), "-c", "deploy/gunicorn.conf.py", app]
        children.start("server", command, cwd=PROJECT)
        address = f"http://{HOST}:{port}"
        wait_until_up(f"{address}/api/status", children)
        yield address


def wait_until_up(url: str, children: Children) -> None:
    """Returns when the address answers."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        children.require_alive()
        try:
            httpx.get(url, trust_env=False).raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def ask(url: str, *, clients: int, seconds: int) -> Sample:
    """Requests per second of so many connections that ask again as soon as they are answered."""
    threads = 1 if clients < 16 else 2
    told = run_command(["wrk", f"-t{threads}", f"-c{clients}", f"-d{seconds}s", url])
    rate = RATE.search(told)
    if rate is None or not float(rate[1]) or "Non-2xx" in told or "Socket errors" in told:
        raise MeasurementError(f"wrk on {url}:\n{told}")
    return {"rate": float(rate[1]), "seconds": clients / float(rate[1])}
