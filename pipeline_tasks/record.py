"""The run record: what is known about one run, read from `<storage>/records/<run_id>.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from upath import UPath

from pipeline_tasks.metrics import CrossValidation, Interval, Scores
from pipeline_tasks.parsing import Misfit, parse
from pipeline_tasks.storage import check_run_id, root

RunState = Literal["running", "success", "failed"]
TaskState = Literal["running", "success", "failed", "up_for_retry", "skipped", "not_run"]


class BrokenRecord(ValueError):
    """A record file cannot be read; the message names the file and the place in it."""


@dataclass(frozen=True)
class TaskError:
    """The exception that ended a task."""

    type: str
    message: str
    traceback: str = ""


@dataclass(frozen=True)
class TaskRun:
    """How a task went, in its last try."""

    state: TaskState
    started_at: datetime | None
    ended_at: datetime | None
    try_number: int
    host: str = ""
    error: TaskError | None = None


@dataclass(frozen=True)
class Failure:
    """The first task that failed, and why."""

    task_id: str
    error: TaskError | None
    try_number: int = 0


@dataclass(frozen=True)
class DataRead:
    """What load_data read and what it left out."""

    source: str
    sha256: str
    rows: int
    positives: int
    features: tuple[str, ...]
    target: str
    duplicates_removed: int = 0
    rows_with_gaps_removed: int = 0


@dataclass(frozen=True)
class Drift:
    """How far a feature has moved from the published model's data, and the limit for so many rows."""

    psi: float
    limit: float


@dataclass(frozen=True)
class Split:
    """How the rows were divided."""

    train_rows: int
    test_rows: int
    test_size: float
    seed: int
    drift: dict[str, Drift] | None = None


@dataclass(frozen=True)
class Evaluation:
    """All scores of the model."""

    train: Scores
    test: Scores
    difference: Scores
    intervals: dict[str, Interval]
    confidence: float
    cross_validation: CrossValidation


@dataclass(frozen=True)
class Curves:
    """Points to draw, of the test rows."""

    roc: tuple[tuple[float, float], ...]
    precision_recall: tuple[tuple[float, float], ...]
    calibration: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Coefficient:
    """The weight of a feature, per standard deviation of it."""

    feature: str
    coefficient: float
    odds_ratio: float


@dataclass(frozen=True)
class Model:
    """What was published, or why it was not."""

    published: bool
    reason: str = ""
    sha256: str | None = None
    version: str | None = None
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RunRecord:
    """Everything that is known about one run."""

    version: Literal[1]
    dag_id: str
    run_id: str
    state: RunState
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    tasks: dict[str, TaskRun]
    logical_date: datetime | None = None
    failure: Failure | None = None
    data: DataRead | None = None
    split: Split | None = None
    scores: Evaluation | None = None
    confusion_matrix: tuple[tuple[int, int], tuple[int, int]] | None = None
    curves: Curves | None = None
    coefficients: tuple[Coefficient, ...] | None = None
    model: Model | None = None


def record_path(storage: str, run_id: str) -> UPath:
    """Say where the record of a run is kept."""
    return root(storage) / "records" / f"{check_run_id(run_id)}.json"


def read_record(storage: str, run_id: str) -> RunRecord:
    """Read the record of a run, or raise FileNotFoundError or BrokenRecord."""
    path = record_path(storage, run_id)
    return parse_record(path.read_bytes(), str(path))


def parse_record(content: bytes, name: str) -> RunRecord:
    """Read a record from the bytes of its file; the name is for the message."""
    try:
        return parse(RunRecord, json.loads(content))
    except Misfit as misfit:
        raise BrokenRecord(f"{name}: {misfit}") from misfit
    except ValueError as error:  # json.JSONDecodeError, UnicodeDecodeError
        raise BrokenRecord(f"{name}: expected JSON, {error}") from error
    except RecursionError as error:
        raise BrokenRecord(f"{name}: expected a run record, got JSON that is nested too deep") from error
