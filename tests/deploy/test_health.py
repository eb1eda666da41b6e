"""The health check of an address; those of jobs and workers are tried where jobs and workers run."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

HEALTH = Path(__file__).parents[2] / "deploy" / "airflow" / "health.py"


class Answer(BaseHTTPRequestHandler):
    """Answers /200 with 200 and /503 with 503."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.removeprefix("/")))
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_status_of_an_address_decides(address: str, status: int, code: int) -> None:
    done = subprocess.run([sys.executable, HEALTH, f"{address}/{status}"], capture_output=True, check=False)
    assert done.returncode == code


def test_nobody_there_is_not_alive() -> None:
    done = subprocess.run([sys.executable, HEALTH, "http://127.0.0.1:9/"], capture_output=True, check=False)
    assert done.returncode == 1
