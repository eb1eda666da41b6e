"""Task model_summary: the gate; behind it the summary, the coefficients as JSON, and the publication."""

from __future__ import annotations

import json
import math
import pickle
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy
import pandas
import scipy
import sklearn
from sklearn.pipeline import Pipeline
from upath import UPath

from pipeline_tasks.arguments import Limit, number
from pipeline_tasks.drift import take_reference
from pipeline_tasks.errors import BadArgument, GateFailed
from pipeline_tasks.metrics import METRICS, MetricName
from pipeline_tasks.notes import Notebook, now
from pipeline_tasks.publish import publish
from pipeline_tasks.storage import write_bytes
from pipeline_tasks.summary_text import write_summary
from pipeline_tasks.workspace import Workspace

LIBRARIES = {"scikit-learn": sklearn, "numpy": numpy, "scipy": scipy, "pandas": pandas}
FORMULA = "1 / (1 + exp(-(intercept + sum(coefficients * (features - mean) / scale))))"


def summarize_model(
    data: str,
    model: str,
    evaluation: str,
    storage: str,
    run_id: str,
    minimum_scores: Mapping[MetricName, Limit],
) -> str:
    """Publish the model when its test scores pass the gate.

    Parameters
    ----------
    data, model, evaluation : str
        References from separate_data, train_model and evaluate_model.
    storage, run_id : str
        Where the pipeline keeps its files, and which run this is.
    minimum_scores : mapping
        By score, what the test score must reach; for log_loss and brier, what it must not exceed.

    Returns
    -------
    str
        The folder of the version that was published, below the storage.

    Raises
    ------
    GateFailed
        When a score misses its limit; then nothing is published.
    """
    workspace, notebook = Workspace(storage, run_id), Notebook(storage, run_id)
    known = gather(workspace, data, model, evaluation)
    if misses := check_gate(known.found["scores"]["test"], minimum_scores):
        reason = f"the gate: expected {'; '.join(misses)}"
        about = {"published": False, "reason": reason}
        notebook.add_results("model_summary", coefficients=known.coefficients(), model=about)
        raise GateFailed(f"the model is not published, {reason}")
    summary = write_summary(run_id, known.read, known.split, known.found, known.model)
    workspace.write_json("coefficients.json", known.model)
    write_bytes(workspace.path("model_summary.txt"), summary.encode())
    manifest = publish(storage, run_id, canonical_files(workspace, model), describe_version(workspace, known))
    file = manifest["files"]["logistic_regression_model.pkl"]
    version: str = file["path"].rsplit("/", 1)[0]
    about = {
        "published": True,
        "sha256": file["sha256"],
        "version": version,
        "versions": manifest["libraries"],
    }
    notebook.add_results("model_summary", coefficients=known.coefficients(), model=about)
    print(f"{summary}\npublished as {version} in {storage}")
    return version


@dataclass(frozen=True)
class Known:
    """What the tasks before found: the data, the split, the scores, and the model as JSON values."""

    read: dict[str, Any]
    split: dict[str, Any]
    found: dict[str, Any]
    model: dict[str, Any]

    def coefficients(self) -> list[dict[str, Any]]:
        """List the weight of each feature as the record does."""
        columns = (self.model[name] for name in ("features", "coefficients", "odds_ratios"))
        return [
            {"feature": name, "coefficient": weight, "odds_ratio": ratio}
            for name, weight, ratio in zip(*columns, strict=True)
        ]


def gather(workspace: Workspace, data: str, model: str, evaluation: str) -> Known:
    """Read what the tasks before wrote."""
    read = json.loads(workspace.path("data.json").read_bytes())
    pipeline: Pipeline = pickle.loads(workspace.resolve(model).read_bytes())  # noqa: S301  written by this run
    return Known(
        read,
        workspace.read_json(data),
        workspace.read_json(evaluation),
        describe_model(pipeline, read["features"], read["target"]),
    )


def describe_version(workspace: Workspace, known: Known) -> dict[str, Any]:
    """Say in the manifest what the version was made of, and what later data is compared with."""
    notes = Notebook(workspace.storage, workspace.run_id).read()
    return {
        "dag_id": notes.get("run", {}).get("dag_id", ""),
        "published_at": now(),
        "libraries": library_versions(),
        "data": known.read,
        "scores": known.found["scores"]["test"],
        "reference": take_reference(workspace.array("features.npy"), known.read["features"]),
    }


def canonical_files(workspace: Workspace, model: str) -> dict[str, UPath]:
    """Say what is published, and where to."""
    return {
        "working_data/preprocessed.pkl": workspace.path("preprocessed.pkl"),
        "model/logistic_regression_model.pkl": workspace.resolve(model),
        "model/coefficients.json": workspace.path("coefficients.json"),
        "model/model_summary.txt": workspace.path("model_summary.txt"),
    }


def check_gate(scores: Mapping[str, float], limits: Mapping[MetricName, Limit]) -> list[str]:
    """Say which scores miss their limits."""
    directions = {metric.name: metric.higher_is_better for metric in METRICS}
    misses = []
    for name, limit in limits.items():
        if name not in directions:
            raise BadArgument(f"expected minimum_scores of {', '.join(directions)}, got {name!r}")
        bound = number(f"minimum_scores.{name}", limit, Limit)
        margin = scores[name] - bound
        if (margin if directions[name] else -margin) < 0:
            side = "at least" if directions[name] else "at most"
            misses.append(f"{name} of {side} {bound:g}, got {scores[name]:.4f}")
    return misses


def describe_model(pipeline: Pipeline, features: list[str], target: str) -> dict[str, Any]:
    """Describe the model so that any language can apply it: the same probabilities as the pickle."""
    scaler, classifier = pipeline["scale"], pipeline["classify"]
    weights = classifier.coef_[0].tolist()
    return {
        "version": 1,
        "target": target,
        "features": features,
        "scaling": {"mean": scaler.mean_.tolist(), "scale": scaler.scale_.tolist()},
        "coefficients": weights,
        "intercept": float(classifier.intercept_[0]),
        "odds_ratios": [math.exp(weight) for weight in weights],
        "probability": FORMULA,
    }


def library_versions() -> dict[str, str]:
    """Say what the model was trained with: a pickle is safe to load with the same versions only."""
    versions = {name: library.__version__ for name, library in LIBRARIES.items()}
    return {"python": platform.python_version(), **versions}
