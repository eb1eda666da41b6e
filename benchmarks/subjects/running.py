"""A DAG run of the eleven tasks: our way against the plain recipe, on LocalExecutor and on Celery."""

import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Baseline, Figure, at_most
from benchmarks.measurement import PROJECT, MeasurementError
from benchmarks.size import Size
from benchmarks.workload.stack import OURS, PLAIN, Way, start_stack, untune
from tests.stack.celery_stack import NAMES, build_celery_environment
from tests.stack.servers import run_servers

# Its scheduler sleeps for a second between two looks: a run of eleven tasks takes a second more or less.
PLAIN_RUNS = 5
WORKERS = 2


@dataclass(frozen=True)
class Times:
    """The seconds of the first run of a stack, and the median of those after it."""

    first: float
    later: float


Timer = Callable[[Way, int], Times]


def measure(size: Size) -> Iterator[Figure]:
    """The figures of a run on the embedded stack."""
    if size.has_stacks:
        yield from compare("embedded", time_embedded, size.runs, 0.1)


def measure_celery(size: Size) -> Iterator[Figure]:
    """The same on two Celery workers with PostgreSQL and Redis."""
    if size.has_stacks:
        yield from compare("Celery", time_celery, size.runs, 0.15)


def compare(where: str, time_runs: Timer, runs: int, limit: float) -> Iterator[Figure]:
    """Our way before and after the plain recipe."""
    before = time_runs(OURS, runs)
    plain = time_runs(PLAIN, PLAIN_RUNS)
    after = time_runs(OURS, runs)
    name = "the plain recipe"
    first, later = (
        statistics.median([before.first, after.first]),
        statistics.median([before.later, after.later]),
    )
    baseline = Baseline(name, plain.later)
    yield Figure(f"run of eleven tasks, {where}, second run", later, "s", baseline, at_most(limit))
    yield Figure(f"run of eleven tasks, {where}, first run", first, "s", Baseline(name, plain.first))


def time_embedded(way: Way, runs: int) -> Times:
    """On the embedded stack."""
    with tempfile.TemporaryDirectory() as home:
        return time_stack(way, runs, Path(home))


def time_celery(way: Way, runs: int) -> Times:
    """On two workers; the servers are new ones for each stack."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "worker_name.py").write_text(NAMES, "utf-8")
        with run_servers(find_program, folder / "log") as servers:
            celery = build_celery_environment(servers, folder)
            if not way.is_tuned:
                own = {"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor", "PYTHONPATH": f"{PROJECT}:{folder}"}
                celery = untune(celery) | own
            return time_stack(way, runs, folder, celery, WORKERS)


def time_stack(
    way: Way, runs: int, home: Path, more: Mapping[str, str] | None = None, workers: int = 0
) -> Times:
    """The runs of one stack."""
    with start_stack(way, home, more, workers) as stack:
        first = stack.run()
        return Times(first, statistics.median(stack.run() for _ in range(runs)))


def find_program(name: str) -> str:
    """The path of a server's program."""
    places = [*os.environ["PATH"].split(os.pathsep), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    path = shutil.which(name, path=os.pathsep.join(places))
    if path is None:
        raise MeasurementError(f"{name} is not installed")
    return path
