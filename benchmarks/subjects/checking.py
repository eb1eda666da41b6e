"""`dagspec check` from the shell: what a person and a CI job wait for."""

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.chart import Curve
from benchmarks.figure import Baseline, Figure, at_most
from benchmarks.measurement import PROJECT, Sample, measure_in_turn, run_command
from benchmarks.size import Size
from benchmarks.workload.specs import write_folder

DAGSPEC = str(Path(sys.executable).with_name("dagspec"))
GOAL_SPECS = 1000
PYTHON = (sys.executable, "-c", "pass")


def measure(size: Size) -> Iterator[Figure | Curve]:
    """The figures of checking."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        yield judge_shipped(root / "shipped", size.rounds * 2)
        many = {count: check_in_turn(root / f"{count}", count, size.rounds) for count in size.specs}
    most = size.specs[-1]
    for way, goal in (("new", at_most(4)), ("unchanged", at_most(1))):
        name, sample = f"dagspec check of {most} {way} specs", many[most][way]
        # The goals are for a thousand; fewer prove nothing.
        yield Figure(name, sample["clock"], "s", None, goal if most >= GOAL_SPECS else None)
        yield Figure(f"{name}, processor time", sample["processor"], "s")
    lines = {
        name: [(float(count), sample[way]["clock"]) for count, sample in many.items()]
        for name, way in (("new", "new"), ("unchanged", "unchanged"))
    }
    yield Curve("check", "dagspec check from the shell", "specs", "seconds", lines)


def judge_shipped(cache: Path, rounds: int) -> Figure:
    """The shipped specs, second time: 0.3 s above a Python that does nothing."""
    check = (DAGSPEC, "check", str(PROJECT / "dags" / "configs"))
    environment = {"DAGSPEC_CACHE": str(cache)}
    run_command(check, environment)
    samples = measure_in_turn(
        {"check": lambda: clock(check, environment), "nothing": lambda: clock(PYTHON, environment)}, rounds
    )
    limit = samples["nothing"]["processor"] + 0.3
    value = samples["check"]["processor"]
    return Figure(
        "dagspec check of the shipped specs",
        value,
        "s",
        Baseline("python -c pass + 0.3 s", limit),
        at_most(1),
    )


def check_in_turn(root: Path, count: int, rounds: int) -> dict[str, Sample]:
    """So many specs, never seen and seen before. What is known of the installed operators is kept."""
    configs = write_folder(root, count, way="dagspec").with_name("configs")
    command = (DAGSPEC, "check", str(configs))
    known, cache = root / "known", root / "cache"
    run_command((DAGSPEC, "check", str(PROJECT / "dags" / "configs")), {"DAGSPEC_CACHE": str(known)})

    def check() -> Sample:
        return clock(command, {"DAGSPEC_CACHE": str(cache)})

    def check_anew() -> Sample:
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(known, cache)
        return check()

    check_anew()
    return {
        "new": measure_in_turn({"new": check_anew}, rounds)["new"],
        "unchanged": measure_in_turn({"unchanged": check}, rounds)["unchanged"],
    }


def clock(command: Sequence[str], environment: Mapping[str, str]) -> Sample:
    """The seconds of a command by the clock, which a person waits for, and those of all processors together.

    The first count only where nobody else wants a processor.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run_command(command, environment)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"clock": seconds, "processor": processor}
