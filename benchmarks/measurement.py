"""Runs what is measured in fresh processes, the sides of a comparison in turn."""

import compileall
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
SECONDS = 3600.0
# What the sides import.
OWN = ("benchmarks", "dagspec", "deploy", "embedded", "monitor", "pipeline_tasks")
CODE = (Path(sysconfig.get_path("purelib")), *(PROJECT / name for name in OWN))
# Airflow gives a DAG file 30 s by the clock; on a busy machine that must not end a measurement.
UNHURRIED = {"AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "1800"}

Sample = dict[str, float]


class MeasurementError(Exception):
    """A side did not do its work; what it printed is in the message."""


@dataclass(frozen=True)
class Side:
    """A module of benchmarks.sides with its arguments: prints its samples as JSON in its last line."""

    module: str
    arguments: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()

    def __call__(self) -> Sample:
        """Measures once, in a fresh process."""
        command = [sys.executable, "-m", f"benchmarks.sides.{self.module}", *self.arguments]
        return json.loads(run_command(command, UNHURRIED | dict(self.environment)).splitlines()[-1])


class WarmProcess:
    """A process that forks a child for each measurement; see benchmarks.sides.warm."""

    def __enter__(self) -> "WarmProcess":
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sides.warm"],
            cwd=PROJECT,
            env={**os.environ, **UNHURRIED, "DO_NOT_TRACK": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        return self

    def __exit__(self, *error: object) -> None:
        self.process.communicate()
        self.log.close()

    def measure(self, module: str, *arguments: str, **environment: str) -> Sample:
        """Measures once, in a forked child."""
        job = {"module": module, "arguments": arguments, "environment": environment}
        with suppress(BrokenPipeError):
            print(json.dumps(job), file=self.process.stdin, flush=True)
        told = self.process.stdout.readline() if self.process.stdout else ""
        if not told:
            self.log.seek(0)
            raise MeasurementError(f"{module} {arguments}:\n{self.log.read()[-3000:]}")
        return json.loads(told)


def compile_modules(folders: Sequence[Path] = CODE) -> None:
    """Compiles modules, or the plain recipe compiles pandas for each task where Python may not keep it."""
    for folder in folders:
        compileall.compile_dir(folder, quiet=2, workers=0)


def run_command(command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """What a program prints; MeasurementError when it fails."""
    ended = subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if ended.returncode:
        raise MeasurementError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr[-3000:]}")
    return ended.stdout


def measure_in_turn(sides: Mapping[str, Callable[[], Sample]], rounds: int) -> dict[str, Sample]:
    """The medians of each side. In turn, so that a busy moment of the machine hits them alike."""
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for number in range(rounds):
        order = list(sides) if number % 2 == 0 else list(reversed(sides))
        for name in order:
            samples[name].append(sides[name]())
    return {name: find_medians(found) for name, found in samples.items()}


def find_medians(samples: Sequence[Sample]) -> Sample:
    """The median of each quantity."""
    return {key: statistics.median(sample[key] for sample in samples) for key in samples[0]}
