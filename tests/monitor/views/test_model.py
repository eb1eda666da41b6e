from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.monitor import records
from tests.monitor.records import Plan


def test_without_a_publication_the_page_says_so(client: FlaskClient):
    assert "No model is published yet" in client.get("/model").text


def test_the_manifest_is_shown_with_its_history(client: FlaskClient, history: list[str]):
    page = client.get("/model").text
    for words in (
        "Published now",
        "logistic_regression_model.pkl",
        "scikit-learn 1.9.1",
        "in place",
        "Two versions",
    ):
        assert words in page


def test_two_versions_are_put_side_by_side(client: FlaskClient, storage: Path, history: list[str]):
    for place, accuracy in ((0, 0.9), (-1, 0.95)):
        manifest = storage / "model" / "versions" / history[place] / "manifest.json"
        text = json.loads(manifest.read_text())
        manifest.write_text(json.dumps(text | {"scores": text["scores"] | {"accuracy": accuracy}}))
    query = {"old": history[0], "new": history[-1]}
    page = client.get("/model", query_string=query).text
    assert "Odds ratios" in page
    assert "Data and libraries" in page
    assert "+0.050 better" in page
    swapped = {"old": query["new"], "new": query["old"]}
    assert "\N{MINUS SIGN}0.050 worse" in client.get("/model", query_string=swapped).text


@pytest.mark.parametrize(("name", "status"), [("nothing", 404), ("..", 400), ("../../x", 400), ("a b", 400)])
def test_another_name_is_refused(client: FlaskClient, history: list[str], name: str, status: int):
    answer = client.get("/model", query_string={"old": name, "new": history[-1]})
    assert answer.status_code == status


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 2}', "[" * 50_000])
def test_a_broken_manifest_is_told_and_nothing_is_claimed(client: FlaskClient, storage: Path, text: str):
    records.write(storage, Plan())
    (storage / "model" / "manifest.json").write_text(text)
    page = client.get("/model").text
    assert "What is published is not known" in page
    assert "Published now" not in page


def test_a_version_whose_manifest_is_gone_leaves_the_page_standing(
    client: FlaskClient, storage: Path, history: list[str]
):
    (storage / "model" / "versions" / history[-2] / "manifest.json").unlink()
    assert "One of the two cannot be read any more" in client.get("/model").text


def test_a_single_version_has_nothing_to_be_compared_with(client: FlaskClient, storage: Path):
    records.write(storage, Plan())
    assert "Two versions" not in client.get("/model").text


def test_a_version_beside_the_first_of_the_same_run_is_found(client: FlaskClient, storage: Path):
    record = records.make(Plan())
    record["model"]["version"] += "~2"
    records.write_text(storage, record["run_id"], json.dumps(record))
    assert f"{record['run_id']}~2" in client.get("/model").text
