"""A small HTTP server that answers as Airflow does, for what a real one cannot be made to do in a test."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

RUN = "scheduled__2026-11-23T14:00:00+00:00"
PASSWORD = "right"  # noqa: S105
MOMENT = "2026-11-23T14:00:00.123456Z"


@dataclass
class AirflowServer:
    """What it answers, and what it was asked."""

    url: str = ""
    token: str = "first"  # noqa: S105
    refuse_with: int = 401
    seconds: float = 0.0
    forbid: bool = False
    bodies: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    logins: int = 0

    def answer(self, path: str) -> Any:
        return self.bodies[path.partition("?")[0]]


def default_bodies(dag: str) -> dict[str, Any]:
    task = {
        "task_id": "load_data",
        "state": "running",
        "try_number": 1,
        "start_date": MOMENT,
        "end_date": None,
    }
    return {
        f"/api/v2/dags/{dag}": {
            "is_paused": False, "next_dagrun_run_after": "2026-11-24T00:00:00Z", "last_parsed_time": MOMENT,
        },
        f"/api/v2/dags/{dag}/dagRuns": {"dag_runs": [{"dag_run_id": RUN, "state": "running"}]},
        f"/api/v2/dags/{dag}/dagRuns/{RUN}/taskInstances": {"task_instances": [task]},
        "/api/v2/importErrors": {
            "import_errors": [{"filename": "configs/bad.yaml", "stack_trace": "line 3", "timestamp": MOMENT}]
        },
    }  # fmt: skip


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that did not wait for its answer: some tests want just that."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def airflow_server(dag: str) -> Iterator[AirflowServer]:
    state = AirflowServer(bodies=default_bodies(dag))
    server = _Server(("127.0.0.1", 0), _handler(state))
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(state: AirflowServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.logins += 1
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            right = given == {"username": "monitor", "password": PASSWORD}
            self._send(201 if right else 401, {"access_token": state.token})

        def do_GET(self) -> None:
            time.sleep(state.seconds)
            state.asked.append(unquote(self.path))
            if state.forbid:
                self._send(403, {})
                return
            if self.headers.get("Authorization") != f"Bearer {state.token}":
                self._send(state.refuse_with, {})
                return
            try:
                self._send(200, state.answer(unquote(self.path)))
            except KeyError:
                self._send(404, {})

        def _send(self, status: int, body: Any) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            pass

    return Handler
