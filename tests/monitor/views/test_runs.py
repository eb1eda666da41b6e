from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.monitor import records
from tests.monitor.conftest import Maker
from tests.monitor.records import Plan


def test_the_list_shows_strip_trends_and_pages(client: FlaskClient, history: list[str]):
    page = client.get("/runs").text
    assert page.count("<svg") >= len(history)
    assert "Page 1 of 2" in page
    assert history[-1] in page


def test_the_filter_shows_only_what_was_asked_for(client: FlaskClient, history: list[str]):
    page = client.get("/runs?state=failed").text
    assert page.count("at load_data") == 4
    assert f"<code>{history[-1]}</code>" not in page


def test_the_second_page_goes_on_where_the_first_ended(client: FlaskClient, history: list[str]):
    page = client.get("/runs?page=2").text
    assert f"<code>{history[0]}</code>" in page
    assert f"<code>{history[-1]}</code>" not in page


def test_a_page_beyond_the_last_says_so(client: FlaskClient, history: list[str]):
    assert "There is no page 9; the last one is 2." in client.get("/runs?page=9").text


@pytest.mark.parametrize("query", ["page=0", "page=x", "state=late", "limit=1000"])
def test_a_wrong_query_gets_a_page_that_says_what_was_expected(client: FlaskClient, query: str):
    answer = client.get(f"/runs?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "expected" in answer.text


def test_an_empty_storage_has_an_empty_list(client: FlaskClient):
    page = client.get("/runs").text
    assert "No run has been recorded yet" in page
    assert "There is no such run." not in page
    assert "There is no such run." in client.get("/runs?state=failed").text


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(), "Succeeded"),
        (Plan(state="failed", failed_at="build_model"), "What failed"),
        (Plan(state="running", done=4), "Running"),
        (Plan(state="running", done=0), "start_pipeline"),
    ],
)
def test_each_kind_of_run_has_its_page(client: FlaskClient, storage: Path, plan: Plan, words: str):
    assert words in client.get(f"/runs/{records.write(storage, plan)}").text


def test_a_run_that_began_since_the_last_look_has_its_page_at_once(make_app: Maker, storage: Path):
    client = make_app(rest_seconds=3600.0).test_client()
    client.get("/runs")
    name = records.write(storage, Plan())
    assert client.get(f"/runs/{name}").status_code == 200
    assert client.get(f"/api/runs/{name}").json["run"]["state"] == "success"
    assert client.get(f"/export/runs/{name}/model_summary.txt").status_code == 200


def test_a_run_of_another_dag_has_no_page(client: FlaskClient, storage: Path):
    name = records.write(storage, Plan(dag_id="another"))
    for path in (f"/runs/{name}", f"/api/runs/{name}", f"/export/runs/{name}/model-card.md"):
        assert client.get(path).status_code == 404, path


def test_a_broken_record_has_a_page_that_says_why(client: FlaskClient, storage: Path):
    records.write_text(storage, "manual__broken", '{"version": 1, "dag')
    page = client.get("/runs/manual__broken").text
    assert "Why it cannot be read" in page
    assert "neither as a success nor as a failure" in page


@pytest.mark.parametrize(
    "name", ["nothing", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "a" * 251, "a%00b", "a%20b"]
)
def test_no_other_name_gets_a_page(client: FlaskClient, name: str):
    answer = client.get(f"/runs/{name}")
    assert answer.status_code in (404, 308)
    assert "root:" not in answer.text
