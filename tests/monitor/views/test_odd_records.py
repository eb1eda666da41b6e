"""Records that the parser takes and that lack what most have: every page and answer still stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.monitor import records
from tests.monitor.conftest import Maker
from tests.monitor.records import Plan

NAN = float("nan")


def change(record: dict[str, Any], path: str, value: object) -> None:
    *steps, last = path.split(".")
    for step in steps:
        record = record[step]
    record[last] = value


@pytest.mark.parametrize("state", ["success", "failed"])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data", None),
        ("data.rows", 0),
        ("split", None),
        ("scores", None),
        ("scores.confidence", NAN),
        ("scores.test.roc_auc", NAN),
        ("scores.test.accuracy", float("inf")),
        ("scores.difference.accuracy", NAN),
        ("confusion_matrix", [[1]]),
        ("confusion_matrix", [[0, 0], [0, 0]]),
        ("curves", None),
        ("curves.roc", [[0.5]]),
        ("curves.roc", []),
        ("curves.calibration", [[NAN, NAN, NAN], [0.1, 0.2, -1.0]]),
        ("coefficients", [{"feature": "x", "coefficient": NAN, "odds_ratio": NAN}]),
        ("coefficients", [{"feature": "\ud800", "coefficient": 1.0, "odds_ratio": 1.0}]),
        ("coefficients", [{"feature": "x", "coefficient": 1.0, "odds_ratio": float("inf")}]),
        ("split.drift", {"x": {"psi": NAN, "limit": NAN}}),
        ("model", None),
        ("tasks", {}),
        ("tasks.load_data.started_at", "0001-01-01T00:00:00+00:00"),
        ("tasks.load_data.error", {"type": "", "message": "", "traceback": "\udcff"}),
        ("ended_at", None),
    ],
)
def test_every_page_and_answer_stands(
    make_app: Maker, storage: Path, tmp_path: Path, state: str, path: str, value: object
):
    record = records.make(Plan()) | {"state": state}
    if state == "failed":
        record["failure"] = {"task_id": "load_data", "error": None}
    change(record, path, value)
    name = records.write_text(storage, record["run_id"], json.dumps(record))
    client = make_app(specs=str(tmp_path / "nowhere")).test_client()
    pages = ("/success", "/failure", "/runs", f"/runs/{name}", "/model", "/metrics", "/badge.svg")
    answers = (
        "/api/status",
        "/api/metrics",
        "/api/runs",
        f"/api/runs/{name}",
        "/export/runs.json",
        "/export/runs.csv",
    )
    for page in (*pages, *answers):
        assert client.get(page).status_code == 200, page
    for answer in answers[:-1]:
        json.loads(client.get(answer).text, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
