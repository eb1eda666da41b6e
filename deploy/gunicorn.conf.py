"""How gunicorn serves the monitor: one process with threads, because pages wait more than they compute."""

import os
import pathlib

_host = os.environ.get("MONITOR_HOST", "127.0.0.1")  # loopback unless someone says otherwise
_port = os.environ.get("MONITOR_PORT", "5000")

bind = [f"{_host}:{_port}"]
worker_class = "monitor.worker.Worker"  # gthread, which knows no slow clients
workers = int(os.environ.get("MONITOR_WORKERS", "1"))
threads = int(os.environ.get("MONITOR_THREADS", "8"))

timeout = 30
graceful_timeout = 10
keepalive = 5
max_requests = 50_000
max_requests_jitter = 5_000

limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 4096

_MEMORY = pathlib.Path("/dev/shm")  # noqa: S108  gunicorn makes its file in there safely
# The heartbeat file of a worker must not stand on a disk that can stall.
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None

# The app writes one JSON line per request itself.
accesslog = None
errorlog = "-"
loglevel = "warning"
