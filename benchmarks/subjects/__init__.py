"""Which sides are compared for which figure: one module for each subject, in the order of the result."""

from collections.abc import Callable, Iterator

from benchmarks.chart import Curve
from benchmarks.figure import Figure
from benchmarks.size import Size
from benchmarks.subjects import building, checking, running, serving, starting, training

SUBJECTS: dict[str, Callable[[Size], Iterator[Figure | Curve]]] = {
    "check": checking.measure,
    "serve": serving.measure,
    "start": starting.measure,
    "run": running.measure,
    "celery": running.measure_celery,
    "train": training.measure,
    "build": building.measure,
}
