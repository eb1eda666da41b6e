"""From the file to the evaluation: our way against the plain recipe, and within little memory."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.chart import Curve
from benchmarks.figure import Baseline, Figure, at_most
from benchmarks.measurement import Sample, Side, measure_in_turn
from benchmarks.size import Size
from benchmarks.workload.rows import FOLDER, find_rows

NAMES = {"pipeline": "the pipeline", "recipe": "the plain recipe"}
SHARE_OF_FILE = 4
MEGABYTE = 1_000_000


def measure(size: Size) -> Iterator[Figure | Curve]:
    """The figures of training."""
    samples = {rows: train_in_turn(rows, size.rounds) for rows in size.rows}
    most = size.rows[-1]
    ours, theirs = samples[most]["pipeline"], samples[most]["recipe"]
    name = f"load to evaluation of {most:,} rows"
    yield Figure(name, ours["seconds"], "s", Baseline(NAMES["recipe"], theirs["seconds"]), at_most(0.6))
    yield Figure(
        f"{name}, peak memory",
        ours["peak"] / MEGABYTE,
        "MB",
        Baseline(NAMES["recipe"], theirs["peak"] / MEGABYTE),
        at_most(0.35),
    )
    if len(samples) > 1:
        yield judge_evaluation(size, samples)
    yield judge_private(most, ours)
    if size.limited_rows:
        yield train_limited(size.limited_rows)
    yield draw("rows", "Load to evaluation", "seconds", "seconds", samples)
    yield draw("memory", "Load to evaluation: peak memory", "megabytes", "peak", samples, MEGABYTE)


def train_in_turn(rows: int, rounds: int) -> dict[str, Sample]:
    """Both ways over so many rows."""
    source = find_rows(rows)
    return measure_in_turn(
        {
            "pipeline": lambda: train_once("pipeline", source),
            "recipe": lambda: train_once("recipe", source),
        },
        rounds,
    )


def train_once(side: str, source: Path, *more: str) -> Sample:
    """One way over a file, in a folder of its own on the same disk."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(dir=FOLDER)
    try:
        return Side(side, (str(source), folder, *more))()
    finally:
        shutil.rmtree(folder)


def judge_evaluation(size: Size, samples: Mapping[int, Mapping[str, Sample]]) -> Figure:
    """The evaluation uses as many rows as its precision needs: its time grows less than the rows."""
    before, most = size.rows[-2], size.rows[-1]
    times = {rows: samples[rows]["pipeline"]["evaluate_model_seconds"] for rows in (before, most)}
    baseline = Baseline(f"of {before:,} rows", times[before])
    return Figure(f"evaluation of {most:,} rows", times[most], "s", baseline, at_most(most / before / 2))


def judge_private(rows: int, sample: Sample) -> Figure:
    """Whether the work could be done with a quarter of the file's size as private memory."""
    quarter = find_rows(rows).stat().st_size / SHARE_OF_FILE / MEGABYTE
    name = f"private memory for {rows:,} rows"
    baseline = Baseline("a quarter of the file", quarter)
    return Figure(name, sample["private"] / MEGABYTE, "MB", baseline, at_most(1))


def train_limited(rows: int) -> Figure:
    """The work under a limit of the kernel: a quarter of the file's size beyond the imports."""
    source = find_rows(rows)
    allowed = source.stat().st_size // SHARE_OF_FILE
    used = train_once("limited", source, str(allowed))["beyond"]
    baseline = Baseline("its limit, a quarter of the file", allowed / MEGABYTE)
    return Figure(
        f"memory asked for beyond the imports, {rows:,} rows", used / MEGABYTE, "MB", baseline, at_most(1)
    )


def draw(
    name: str, title: str, label: str, key: str, samples: Mapping[int, Mapping[str, Sample]], unit: float = 1
) -> Curve:
    """One quantity of both ways over the number of rows."""
    lines = {
        NAMES[way]: [(float(rows), sample[way][key] / unit) for rows, sample in samples.items()]
        for way in NAMES
    }
    return Curve(name, title, "rows", label, lines)
