"""`make run` the second time: from the command to the end of the run."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, at_most
from benchmarks.measurement import PROJECT, MeasurementError, Sample, find_medians
from benchmarks.size import Size
from tests.stack.servers import find_free_ports

PORTS = ("AIRFLOW_PORT", "MONITOR_PORT", "SMTP_PORT")
SUCCEEDED = re.compile(r"Succeeded in ([\d.]+) s")


def measure(size: Size) -> Iterator[Figure]:
    """The figures of a second start."""
    if not size.has_stacks:
        return
    with tempfile.TemporaryDirectory() as storage:
        run_once(Path(storage))
        times = find_medians([run_once(Path(storage)) for _ in range(size.runs)])
    yield Figure(
        "make run the second time, until the run has ended", times["seconds"], "s", None, at_most(25)
    )
    yield Figure("the run of it", times["run"], "s", None, at_most(3))


def run_once(storage: Path) -> Sample:
    """The seconds until `make run` says that the run succeeded, and those of the run."""
    ports = dict(zip(PORTS, map(str, find_free_ports(len(PORTS))), strict=True))
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "embedded", "--once", "--storage", str(storage)],
        cwd=PROJECT,
        env={**os.environ, **ports},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        told = []
        for line in process.stdout or ():
            told.append(line)
            if found := SUCCEEDED.search(line):
                seconds = time.perf_counter() - start
                process.communicate()
                return {"seconds": seconds, "run": float(found[1])}
    raise MeasurementError(f"make run ended with {process.returncode}:\n{''.join(told[-30:])}")
