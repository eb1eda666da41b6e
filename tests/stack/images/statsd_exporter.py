#!/usr/bin/env python3
"""Stand-in for prom/statsd-exporter as this project uses it: no mapping, InfluxDB tags as labels.

Dots become underscores, timers become summaries in seconds, counters keep their names: as the original.
"""

import re
import socket
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANY = "0.0.0.0"  # noqa: S104  a container is reached from others
VALUES: dict[tuple, float] = defaultdict(float)
KINDS: dict[str, str] = {}
LOCK = threading.Lock()


def take(line):
    """Adds one StatsD line, for example airflow.ti.finish,dag_id=x,state=success:1|c."""
    head, _, tail = line.partition(":")
    metric, *tags = head.split(",")
    value, kind = tail.split("|")[:2]
    labels = dict(tag.split("=", 1) for tag in tags if "=" in tag)
    key = tuple(sorted((re.sub(r"\W", "_", name), text) for name, text in labels.items()))
    with LOCK:
        store(re.sub(r"\W", "_", metric), key, value, kind)


def store(name, key, value, kind):
    """Keeps the value by its kind."""
    if kind == "c":
        KINDS[name] = "counter"
        VALUES[name, key] += float(value)
    elif kind == "g":
        KINDS[name] = "gauge"
        VALUES[name, key] = float(value) + (VALUES[name, key] if value[0] in "+-" else 0)
    elif kind == "ms":
        KINDS[name] = "summary"
        VALUES[f"{name}_sum", key] += float(value) / 1000
        VALUES[f"{name}_count", key] += 1


def exposition():
    """Everything kept, in Prometheus' text format."""
    with LOCK:
        lines = [f"# TYPE {name} {kind}" for name, kind in sorted(KINDS.items())]
        for (name, key), value in sorted(VALUES.items()):
            labels = ",".join('{}="{}"'.format(k, v.replace("\\", r"\\").replace('"', r"\"")) for k, v in key)
            lines.append(f"{name}{{{labels}}} {value}")
    return "\n".join(lines) + "\n"


class Page(BaseHTTPRequestHandler):
    """GET /metrics."""

    def do_GET(self):
        """Answers everything kept."""
        body = exposition().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Keeps scrapes out of the log."""


def main():
    """Serves both ports until the container stops."""
    threading.Thread(target=ThreadingHTTPServer((ANY, 9102), Page).serve_forever, daemon=True).start()
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind((ANY, 9125))
    while True:
        for line in listener.recv(65535).decode(errors="replace").splitlines():
            if "|" in line:
                take(line)


main()
