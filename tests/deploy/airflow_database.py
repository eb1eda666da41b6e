"""A database as Airflow makes it, on either of the two that its scheduler waits for."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.stack.servers import run_servers

SQLITE = "sqlite"
POSTGRES = pytest.param("postgresql", marks=pytest.mark.celery)


@contextmanager
def run_database(kind: str, home: Path, require_program: Callable[[str], str]) -> Iterator[str]:
    """Its address; what serves it ends with the block."""
    if kind == SQLITE:
        yield migrate(home, f"sqlite:///{home / 'airflow.db'}")
        return
    with run_servers(require_program, home / "log") as servers:
        yield migrate(home, servers.database)


def migrate(home: Path, url: str) -> str:
    """Lets Airflow make its tables."""
    own = {"AIRFLOW_HOME": str(home), "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url}
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    subprocess.run(command, env=os.environ | own, capture_output=True, check=True)
    return url
