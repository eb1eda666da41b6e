"""PostgreSQL and Redis from the system's own packages, in a temporary folder and on free ports."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.processes import Children

HOST = "127.0.0.1"
START_SECONDS = 20


@dataclass(frozen=True)
class Servers:
    """Where the two answer."""

    postgres_port: int
    redis_port: int

    @property
    def database(self) -> str:
        """Airflow's address of the database."""
        return f"postgresql+psycopg://airflow@{HOST}:{self.postgres_port}/postgres"

    @property
    def broker(self) -> str:
        """Celery's address of the queue."""
        return f"redis://{HOST}:{self.redis_port}/0"


def find_free_ports(count: int) -> list[int]:
    """Ports that nothing listens on."""
    with ExitStack() as open_probes:
        probes = [open_probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


def is_listening(port: int) -> bool:
    """Whether something accepts connections."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def as_postgres() -> list[str]:
    """PostgreSQL refuses to be run by root: what to put before its commands."""
    return [] if os.geteuid() else ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


@contextmanager
def run_servers(require_program: Callable[[str], str], log: Path) -> Iterator[Servers]:
    """Both servers, ended and their data deleted when the block is left."""
    programs = {name: require_program(name) for name in ("initdb", "postgres", "redis-server")}
    servers = Servers(*find_free_ports(2))
    # Not below pytest's folder: that one is closed to the user postgres.
    folder = Path(tempfile.mkdtemp(prefix="celery-stack-"))
    try:
        folder.chmod(0o755)
        with Children(os.environ, log) as children:
            start_redis(children, programs["redis-server"], folder / "redis", servers.redis_port)
            start_postgres(children, programs, folder / "postgres", servers.postgres_port)
            wait_for_ports(children, servers)
            yield servers
    finally:
        shutil.rmtree(folder)


def start_redis(children: Children, program: str, folder: Path, port: int) -> None:
    """Starts Redis without persistence."""
    folder.mkdir()
    options = ["--bind", HOST, "--port", str(port), "--dir", str(folder), "--save", ""]
    children.start("redis", [program, *options], cwd=folder)


def start_postgres(children: Children, programs: dict[str, str], folder: Path, port: int) -> None:
    """Makes a cluster that trusts the loopback interface and starts it."""
    folder.mkdir(mode=0o700)
    if not os.geteuid():
        shutil.chown(folder, "postgres", "postgres")
    make = [programs["initdb"], "-D", str(folder), "-U", "airflow", "--auth=trust", "--no-sync"]
    subprocess.run([*as_postgres(), *make], check=True, capture_output=True, cwd="/")
    settings = ["listen_addresses=" + HOST, "unix_socket_directories=", "fsync=off", "max_connections=200"]
    options = [part for setting in settings for part in ("-c", setting)]
    serve = [programs["postgres"], "-D", str(folder), "-p", str(port), *options]
    children.start("postgres", [*as_postgres(), *serve], cwd=Path("/"))


def wait_for_ports(children: Children, servers: Servers) -> None:
    """Returns when both accept connections."""
    deadline = time.monotonic() + START_SECONDS
    while not (is_listening(servers.postgres_port) and is_listening(servers.redis_port)):
        children.require_alive()
        assert time.monotonic() < deadline, "PostgreSQL or Redis did not start"
        time.sleep(0.05)
