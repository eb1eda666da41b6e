"""A whole pipeline without Airflow, and the schemas its files must fit."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing
from upath import UPath

from pipeline_tasks.evaluate import evaluate_model
from pipeline_tasks.load import load_data
from pipeline_tasks.notes import Notebook
from pipeline_tasks.preprocess import preprocess_data
from pipeline_tasks.separate import separate_data
from pipeline_tasks.summarize import summarize_model
from pipeline_tasks.train import train_model

FEATURES = ["Daily Time Spent on Site", "Age", "Area Income", "Daily Internet Usage", "Male"]
TARGET = "Clicked on Ad"
RANGES = {
    "Daily Time Spent on Site": [0, 1440],
    "Daily Internet Usage": [0, 1440],
    "Age": [0, 120],
    "Area Income": [0, 10_000_000],
}
GATE = {"accuracy": "0.8", "roc_auc": "0.85"}  # as text, as the environment hands it over


@dataclass(frozen=True)
class Pipeline:
    """The tasks of one run, each with the arguments of the shipped spec."""

    source: Path
    storage: str
    run_id: str = "run-1"

    def again(self, **changes: Any) -> "Pipeline":
        return replace(self, **changes)

    def open(self, dag_id: str = "ml_pipeline_advertising") -> None:
        Notebook(self.storage, self.run_id).open(dag_id=dag_id, started_at="2026-01-01T00:00:00.000000+00:00")

    def path(self, name: str) -> UPath:
        return UPath(self.storage) / "working_data" / "runs" / self.run_id / name

    def load(self, **changes: Any) -> str:
        settings = {"ranges": RANGES, "flags": ["Male"]} | changes
        return load_data(str(self.source), self.storage, self.run_id, FEATURES, TARGET, **settings)

    def preprocess(self, **changes: Any) -> str:
        return preprocess_data(
            str(self.path("data.json")),
            self.storage,
            self.run_id,
            **{"test_size": "0.3", "seed": "42"} | changes,
        )

    def separate(self) -> str:
        return separate_data(str(self.path("split.json")), self.storage, self.run_id)

    def train(self, **changes: Any) -> str:
        settings = {"regularization": 1.0, "max_iterations": 1000, "solver": "lbfgs", "seed": "42"} | changes
        return train_model(str(self.path("arrays.json")), self.storage, self.run_id, **settings)

    def evaluate(self, **changes: Any) -> str:
        settings = {
            "folds": 10,
            "repeats": 3,
            "bootstrap_samples": 200,
            "confidence": 0.95,
            "seed": "42",
        } | changes
        references = [str(self.path(name)) for name in ("arrays.json", "model.pkl")]
        return evaluate_model(*references, self.storage, self.run_id, **settings)

    def summarize(self, minimum_scores: dict[str, Any] | None = None) -> str:
        references = [str(self.path(name)) for name in ("arrays.json", "model.pkl", "evaluation.json")]
        return summarize_model(*references, self.storage, self.run_id, minimum_scores or GATE)

    def run(self) -> str:
        for task in (self.load, self.preprocess, self.separate, self.train, self.evaluate):
            task()
        return self.summarize()


@pytest.fixture(scope="session")
def shipped(project: Path) -> Path:
    return project / "data" / "advertising.csv"


@pytest.fixture
def pipeline(shipped: Path, tmp_path: Path) -> Pipeline:
    return Pipeline(shipped, str(tmp_path / "storage"))


@pytest.fixture(scope="session")
def finished(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """A run that has published its model; tests only read it."""
    done = Pipeline(shipped, str(tmp_path_factory.mktemp("finished")))
    done.open()
    done.run()
    return done


@pytest.fixture
def csv_lines(shipped: Path) -> list[str]:
    return shipped.read_text().splitlines()


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    def write(lines: list[str], encoding: str = "utf-8") -> Path:
        path = tmp_path / "data.csv"
        path.write_bytes("".join(line + "\n" for line in lines).encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def must_fit(project: Path) -> Callable[[str, Any], None]:
    """Hold a document against one of the schemas."""
    schemas = {
        path.name: json.loads(path.read_text()) for path in (project / "schemas").glob("*.schema.json")
    }
    # The manifest refers to the schema beside it by the name of its file.
    resources = [(name, referencing.Resource.from_contents(schema)) for name, schema in schemas.items()]
    registry: referencing.Registry[Any] = referencing.Registry().with_resources(resources)

    def check(name: str, document: Any) -> None:
        checker = jsonschema.Draft7Validator.FORMAT_CHECKER
        jsonschema.Draft7Validator(schemas[name], registry=registry, format_checker=checker).validate(
            document
        )

    return check
