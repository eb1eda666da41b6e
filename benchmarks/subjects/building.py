"""Specs become DAGs: all of them in the DAG processor, and the one that a task starts from."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.chart import Curve
from benchmarks.figure import Baseline, Figure, at_most
from benchmarks.measurement import Sample, Side, WarmProcess, measure_in_turn
from benchmarks.size import Size
from benchmarks.workload.specs import change_spec, name_pipeline, write_folder

NAMES = {
    "dagspec": "dagspec, checked",
    "unchanged": "dagspec, unchanged",
    "dagfactory": "dag-factory load_yaml_dags",
    "python": "written in Python",
}


def measure(size: Size) -> Iterator[Figure | Curve]:
    """The figures of building, parsing, starting and changing."""
    most = size.specs[-1]
    with tempfile.TemporaryDirectory() as folder, WarmProcess() as process:
        folders = [Folder(Path(folder) / f"{count}", count, process, size.rounds) for count in size.specs]
        build = {each.count: each.build("load") for each in folders}
        yield from judge_build(f"build {most} checked specs", build[most])
        yield from judge_build(f"parse {most} checked specs, Airflow's part too", folders[-1].build("parse"))
        others = Folder(Path(folder) / "others", most, process, size.rounds, are_alike=False)
        in_order = "each in an order of its own"
        yield from judge_build(f"build {most} checked specs, {in_order}", others.build("load"))
        yield from judge_build(
            f"parse {most} checked specs, {in_order}, Airflow's part too", others.build("parse")
        )
        start = {each.count: each.start() for each in folders}
        yield from judge_start(most, start)
        if size.has_stacks:
            yield judge_cold_start(folders[0], folders[-1])
        change = {each.count: each.change() for each in folders}
        yield from judge_change(most, change)
    yield draw_by_count("build", "Build all specs", build)
    yield draw_by_count("start", "Start of a task: find and build its DAG", start)
    yield draw_by_count("change", "Parse after one spec has changed", change)


@dataclass(frozen=True)
class Folder:
    """The same pipelines in each way, so many of them, below one folder."""

    root: Path
    count: int
    process: WarmProcess
    rounds: int
    are_alike: bool = True

    def loader(self, way: str) -> str:
        """The DAG file of a way; written when it is first asked for."""
        path = self.root / way / "factory.py"
        if path.exists():
            return str(path)
        return str(write_folder(path.parent, self.count, way=way, are_alike=self.are_alike))

    @property
    def cache(self) -> Path:
        """Where dagspec keeps what it knows of these specs."""
        return self.root / "cache"

    def measure(self, module: str, way: str, *arguments: str) -> Sample:
        """One measurement."""
        return self.process.measure(module, self.loader(way), *arguments, DAGSPEC_CACHE=str(self.cache))

    def build(self, what: str) -> dict[str, Sample]:
        """Each way over all pipelines; ours with an empty cache, and with a full one."""

        def build_anew() -> Sample:
            shutil.rmtree(self.cache, ignore_errors=True)
            return self.measure("build", "dagspec", what)

        sides = {way: partial(self.measure, "build", way, what) for way in ("dagfactory", "python")}
        again = partial(self.measure, "build", "dagspec", what)
        return measure_in_turn({"dagspec": build_anew, "unchanged": again, **sides}, self.rounds)

    def start(self) -> dict[str, Sample]:
        """The last pipeline of the folder, as a task finds it."""
        last = name_pipeline(self.count - 1)
        sides = {way: partial(self.measure, "start", way, last) for way in ("dagspec", "dagfactory")}
        self.measure("start", "dagspec", last)  # so that each later one finds what the first has kept
        return measure_in_turn(sides, self.rounds)

    def start_cold(self, way: str) -> Sample:
        """The same in a process of its own, imports included."""
        arguments = (self.loader(way), name_pipeline(self.count - 1))
        return Side("start", arguments, (("DAGSPEC_CACHE", str(self.cache)),))()

    def change(self) -> dict[str, Sample]:
        """A parse of all specs with the cache full, and one after one spec has changed."""
        changed = Path(self.loader("dagspec")).parent / "configs" / f"{name_pipeline(self.count // 2)}.yaml"

        def change() -> Sample:
            change_spec(changed)
            return self.measure("build", "dagspec", "parse")

        self.measure("build", "dagspec", "parse")
        again = partial(self.measure, "build", "dagspec", "parse")
        return measure_in_turn({"unchanged": again, "changed": change}, self.rounds)


def judge_build(name: str, samples: Mapping[str, Sample]) -> Iterator[Figure]:
    """Ours against the two others."""
    milliseconds = {way: sample["seconds"] * 1000 for way, sample in samples.items()}
    for way, other, limit in (
        ("dagspec", "dagfactory", 0.35),
        ("dagspec", "python", 1.6),
        ("unchanged", "python", 1.3),
    ):
        label = name if way == "dagspec" else name.replace("checked", "unchanged")
        baseline = Baseline(NAMES[other], milliseconds[other])
        yield Figure(f"{label}, against {other}", milliseconds[way], "ms", baseline, at_most(limit))


def judge_start(most: int, samples: Mapping[int, Mapping[str, Sample]]) -> Iterator[Figure]:
    """With many specs against one."""
    one, many = samples[1], samples[most]
    for way, goal in (("dagspec", at_most(1.2)), ("dagfactory", None)):
        yield Figure(
            f"start of one task in a warm process, {most} specs, {NAMES[way]}",
            many[way]["seconds"] * 1000,
            "ms",
            Baseline("one spec", one[way]["seconds"] * 1000),
            goal,
        )


def judge_cold_start(one: Folder, many: Folder) -> Figure:
    """The whole start of a process that is not warm."""
    sides = {str(each.count): partial(each.start_cold, "dagspec") for each in (one, many)}
    samples = measure_in_turn(sides, one.rounds)
    baseline = Baseline("one spec", samples[str(one.count)]["seconds"] * 1000)
    value = samples[str(many.count)]["seconds"] * 1000
    return Figure(
        f"start of one task in a cold process, {many.count} specs", value, "ms", baseline, at_most(1.2)
    )


def judge_change(most: int, samples: Mapping[int, Mapping[str, Sample]]) -> Iterator[Figure]:
    """One changed spec against none."""
    milliseconds = {way: sample["seconds"] * 1000 for way, sample in samples[most].items()}
    baseline = Baseline("all unchanged", milliseconds["unchanged"])
    yield Figure(f"one changed spec among {most}", milliseconds["changed"], "ms", baseline, at_most(1.1))


def draw_by_count(name: str, title: str, samples: Mapping[int, Mapping[str, Sample]]) -> Curve:
    """The seconds of each way over the number of specs."""
    ways = next(iter(samples.values()))
    lines = {
        NAMES.get(way, way): [(float(count), sample[way]["seconds"]) for count, sample in samples.items()]
        for way in ways
    }
    return Curve(name, title, "specs", "seconds", lines)
