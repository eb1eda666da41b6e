from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.monitor import records
from tests.monitor.records import Plan


def test_all_runs_as_csv(client: FlaskClient, history: list[str]):
    answer = client.get("/export/runs.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=runs.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["run_id"] for row in rows] == history[::-1]


def test_only_the_failed_ones_as_csv(client: FlaskClient, history: list[str]):
    rows = list(csv.DictReader(io.StringIO(client.get("/export/runs.csv?state=failed").text)))
    assert {row["failed_task"] for row in rows} == {"load_data"}


def test_runs_that_began_at_the_same_moment_are_all_exported(client: FlaskClient, storage: Path):
    for number in range(3):
        record = records.make(Plan()) | {"run_id": f"same-{number}"}
        records.write_text(storage, record["run_id"], json.dumps(record))
    assert len(client.get("/export/runs.json").json["runs"]) == 3


def test_a_wrong_state_is_a_problem(client: FlaskClient):
    assert client.get("/export/runs.json?state=x").mimetype == "application/problem+json"


def test_the_record_is_given_as_it_is_stored(client: FlaskClient, storage: Path, history: list[str]):
    stored = (storage / "records" / f"{history[0]}.json").read_bytes()
    assert client.get(f"/export/runs/{history[0]}/record.json").data == stored


def test_a_broken_record_can_be_downloaded_too(client: FlaskClient, storage: Path):
    records.write_text(storage, "broken", "{")
    answer = client.get("/export/runs/broken/record.json")
    assert (answer.data, answer.headers["X-Content-Type-Options"]) == (b"{", "nosniff")


def test_the_summary_of_the_published_version(client: FlaskClient, history: list[str]):
    assert client.get(f"/export/runs/{history[-1]}/model_summary.txt").text == "Test accuracy 0.970\n"


def test_the_model_card_names_data_scores_and_limits(client: FlaskClient, history: list[str]):
    card = client.get(f"/export/runs/{history[-1]}/model-card.md").text
    for words in ("# Model card", "| Accuracy | 0.9", "data/advertising.csv", "## Limits"):
        assert words in card


@pytest.mark.parametrize("paper", ["record.json", "model_summary.txt", "model-card.md"])
@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e"])
def test_what_is_not_there_is_a_problem(client: FlaskClient, paper: str, name: str):
    answer = client.get(f"/export/runs/{name}/{paper}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_failed_run_has_no_card_and_no_summary(client: FlaskClient, storage: Path):
    name = records.write(storage, Plan(state="failed", failed_at="load_data"))
    for paper in ("model_summary.txt", "model-card.md"):
        assert client.get(f"/export/runs/{name}/{paper}").status_code == 404


def test_a_version_that_a_record_invents_leads_nowhere(client: FlaskClient, storage: Path):
    record = records.make(Plan())
    record["model"]["version"] = "../../../etc/.."
    records.write_text(storage, record["run_id"], json.dumps(record))
    assert client.get(f"/export/runs/{record['run_id']}/model_summary.txt").status_code == 404
