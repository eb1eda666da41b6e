"""Makes realistic run records, the same ones for the same seed: what the tasks would have written."""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DAG = "ml_pipeline_advertising"
TASKS = (
    "start_pipeline", "load_data", "data_preprocessing", "separate_data", "build_model", "evaluate_model",
    "model_summary", "send_success_email", "send_failure_email", "trigger_flask_api", "end_pipeline",
)  # fmt: skip
FEATURES = ("Daily Time Spent on Site", "Age", "Area Income", "Daily Internet Usage", "Male")
WEIGHTS = (-2.37, 1.08, -1.21, -2.61, -0.14)
SECONDS = (0.04, 0.12, 0.16, 0.07, 0.14, 0.74, 0.11, 0.06, 0.0, 0.05, 0.04)
TRACEBACK = """Traceback (most recent call last):
  File "pipeline_tasks/load.py", line 41, in load_data
    raise BadData("; ".join(faults))
pipeline_tasks.errors.BadData: 2 faults in the data
"""
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a run shall have gone."""

    began: datetime = NOW
    state: str = "success"
    failed_at: str | None = None
    message: str = (
        "2 faults in the data: column 'Age' has 3 values below 0 (rows 7, 19, 512); column 'Male' is missing"
    )
    done: int = 11
    seed: int = 1
    dag_id: str = DAG


def run_id(began: datetime, kind: str = "scheduled") -> str:
    return f"{kind}__{began:%Y-%m-%dT%H:%M:%S}+00:00"


def time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def make(plan: Plan) -> dict[str, Any]:
    """A record as the schema says it."""
    tasks = _tasks(plan)
    ended = plan.began + timedelta(seconds=2.1 + 0.37 * (plan.seed % 5)) if plan.state != "running" else None
    last = max((each["ended_at"] or each["started_at"] or "" for each in tasks.values()), default="")
    record: dict[str, Any] = {
        "version": 1, "dag_id": plan.dag_id, "run_id": run_id(plan.began), "state": plan.state,
        "started_at": time(plan.began), "updated_at": time(ended) or last, "ended_at": time(ended),
        "logical_date": time(plan.began), "tasks": tasks,
    }  # fmt: skip
    reached = [name for name, each in tasks.items() if each["state"] == "success"]
    if "load_data" in reached:
        record["data"] = _data()
    if "data_preprocessing" in reached:
        record["split"] = _split(plan.seed)
    if "evaluate_model" in reached:
        record |= _evaluation(plan.seed)
    if "model_summary" in reached:
        record["model"] = _model(record["run_id"])
    if plan.failed_at:
        record["failure"] = {"task_id": plan.failed_at, "try_number": 2, "error": _error(plan)}
    return record


def write(storage: Path, plan: Plan) -> str:
    """Store a record the way the tasks do: whole, by a rename."""
    record = make(plan)
    if "model" in record:
        publish(storage, record)
    return write_text(storage, record["run_id"], json.dumps(record))


def publish(storage: Path, record: dict[str, Any]) -> None:
    """Store the version that a record says it published, and point to it."""
    name = record["run_id"]
    folder = storage / "model" / "versions" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model_summary.txt").write_text("Test accuracy 0.970\n")
    text = json.dumps(manifest(record))
    (folder / "manifest.json").write_text(text)
    (storage / "model" / "manifest.json").write_text(text)


def manifest(record: dict[str, Any]) -> dict[str, Any]:
    files = ("logistic_regression_model.pkl", "coefficients.json", "model_summary.txt", "preprocessed.pkl")
    return {
        "version": 1, "run_id": record["run_id"], "dag_id": record["dag_id"],
        "published_at": record["ended_at"],
        "files": {
            name: {"path": f"model/versions/{record['run_id']}/{name}", "sha256": "ef" * 32, "bytes": 1200}
            for name in files
        },
        "libraries": record["model"]["versions"], "data": record["data"], "scores": record["scores"]["test"],
    }  # fmt: skip


def write_text(storage: Path, name: str, text: str) -> str:
    folder = storage / "records"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / ".draft"
    draft.write_text(text)
    draft.replace(folder / f"{name}.json")
    return name


def write_history(storage: Path, days: int, last: datetime = NOW) -> list[str]:
    """A run a day, the last one good, one in nine failed."""
    plans = [_day(last - timedelta(days=back), back) for back in reversed(range(days))]
    return [write(storage, plan) for plan in plans]


def _day(began: datetime, back: int) -> Plan:
    if back % 9 == 5:
        return Plan(began=began, state="failed", failed_at="load_data", seed=back)
    return Plan(began=began, seed=back)


def _tasks(plan: Plan) -> dict[str, Any]:
    tasks: dict[str, Any] = {}
    moment, broken = plan.began, False
    for place, (name, seconds) in enumerate(zip(TASKS, SECONDS, strict=True)):
        state = _state(plan, name, place, broken)
        if state is None:
            break
        broken = broken or state == "failed"
        ended = moment + timedelta(seconds=seconds)
        ran = state in ("success", "failed", "running")
        tasks[name] = {
            "state": state,
            "started_at": time(moment) if ran else None,
            "ended_at": time(ended) if ran and state != "running" else None,
            "try_number": (2 if state == "failed" else 1) if ran else 0,
        }
        if state == "failed":
            tasks[name]["error"] = _error(plan)
        moment = ended + timedelta(seconds=0.05) if ran else moment
    return tasks


def _state(plan: Plan, name: str, place: int, broken: bool) -> str | None:
    if plan.state == "running" and place >= plan.done:
        return "running" if place == plan.done else None
    if name == plan.failed_at:
        return "failed"
    if name == "send_failure_email":
        return "success" if broken else "skipped"
    if not broken or name == "trigger_flask_api":
        return "success"
    return "failed" if name == "end_pipeline" else "not_run"


def _error(plan: Plan) -> dict[str, str]:
    return {"type": "BadData", "message": plan.message, "traceback": TRACEBACK}


def _data() -> dict[str, Any]:
    return {
        "source": "data/advertising.csv", "sha256": "ab" * 32, "rows": 1000, "positives": 500,
        "features": list(FEATURES), "target": "Clicked on Ad",
        "duplicates_removed": 3, "rows_with_gaps_removed": 1,
    }  # fmt: skip


def _split(seed: int) -> dict[str, Any]:
    draw = random.Random(seed)  # noqa: S311  test data, not secrets
    drift = {name: {"psi": round(draw.uniform(0, 0.06), 4), "limit": 0.088} for name in FEATURES}
    return {"train_rows": 700, "test_rows": 300, "test_size": 0.3, "seed": 42, "drift": drift}


def _evaluation(seed: int) -> dict[str, Any]:
    draw = random.Random(seed)  # noqa: S311
    wrong_positive, wrong_negative = draw.randint(2, 6), draw.randint(3, 8)
    test = _scores(1 - (wrong_positive + wrong_negative) / 300, draw)
    train = _scores(0.974, draw)
    return {
        "scores": {
            "train": train,
            "test": test,
            "difference": {name: train[name] - test[name] for name in test},
            "confidence": 0.95,
            "intervals": {name: _interval(value) for name, value in test.items()},
            "cross_validation": {
                "folds": 10, "repeats": 3,
                "scores": {name: {"mean": value, "std": 0.013} for name, value in train.items()},
            },
        },
        "confusion_matrix": [[150 - wrong_positive, wrong_positive], [wrong_negative, 150 - wrong_negative]],
        "curves": _curves(draw),
        "coefficients": [
            {"feature": name, "coefficient": weight, "odds_ratio": math.exp(weight)}
            for name, weight in zip(FEATURES, WEIGHTS, strict=True)
        ],
    }  # fmt: skip


def _scores(accuracy: float, draw: random.Random) -> dict[str, float]:
    near = {"precision": 0.006, "recall": -0.006, "f1": -0.001, "roc_auc": 0.021}
    scores = {"accuracy": accuracy} | {name: min(0.999, accuracy + shift) for name, shift in near.items()}
    return scores | {"log_loss": 0.09 + draw.uniform(0, 0.03), "brier": 0.025 + draw.uniform(0, 0.008)}


def _interval(value: float) -> dict[str, float]:
    return {"low": value - 0.019, "high": min(1.0, value + 0.016)}


def _curves(draw: random.Random) -> dict[str, Any]:
    steps = [index / 49 for index in range(50)]
    bins = [(index + 0.5) / 10 for index in range(10)]
    return {
        "roc": [[x, x ** 0.04 if x else 0.0] for x in steps],
        "precision_recall": [[x, 1 - 0.03 * x - max(0.0, 9 * (x - 0.95))] for x in steps],
        "calibration": [_bin(x, draw) for x in bins],
    }  # fmt: skip


def _bin(x: float, draw: random.Random) -> list[float]:
    share = min(1.0, max(0.0, x + draw.uniform(-0.09, 0.09)))
    return [x, share, 130 if x in (0.05, 0.95) else draw.randint(2, 9)]


def _model(name: str) -> dict[str, Any]:
    return {
        "published": True, "sha256": "cd" * 32, "version": f"model/versions/{name}",
        "versions": {"python": "3.11.9", "scikit-learn": "1.9.1", "pandas": "3.1.1", "numpy": "2.4.6"},
    }  # fmt: skip
