from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from monitor.live import ImportProblem, Live, LiveTask
from tests.conftest import ROOT
from tests.monitor import records
from tests.monitor.conftest import Clock, Maker
from tests.monitor.records import NOW, Plan


def test_without_a_record_the_state_is_unknown(client: FlaskClient):
    status = client.get("/api/status").json
    assert (status["state"], status["run"], status["last_finished"]) == ("unknown", None, None)


def test_the_status_says_as_of_when_from_which_source_and_how_old(client: FlaskClient, history: list[str]):
    status = client.get("/api/status").json
    assert status["state"] == "healthy"
    assert status["as_of"] == "2026-11-23T14:05:00.000Z"
    source = status["run"]["source"]
    assert (source["kind"], source["written_at"][:16]) == ("run record", "2026-11-23T14:00")
    assert 290 < source["age_seconds"] < 300
    assert status["sources"]["records"] == {
        "as_of": "2026-11-23T14:05:00.000Z", "age_seconds": 0, "error": None, "pending": 0,
    }  # fmt: skip


def test_the_etag_stays_while_only_time_goes_by(client: FlaskClient, history: list[str], clock: Clock):
    tag = client.get("/api/status").headers["ETag"]
    clock.move(seconds=10)
    again = client.get("/api/status", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_etag_changes_with_the_record(client: FlaskClient, storage: Path, clock: Clock):
    records.write(storage, Plan(state="running", done=3))
    tag = client.get("/api/status").headers["ETag"]
    records.write(storage, Plan(state="running", done=4))
    client.application.extensions["monitor"].index.refresh(clock(), force=True)
    assert client.get("/api/status", headers={"If-None-Match": tag}).status_code == 200


def test_a_list_that_did_not_change_is_not_sent_again(
    client: FlaskClient, storage: Path, history: list[str], clock: Clock
):
    tag = client.get("/api/runs").headers["ETag"]
    clock.move(minutes=1)
    assert client.get("/api/runs", headers={"If-None-Match": tag}).status_code == 304
    records.write(storage, Plan(seed=2, state="failed", failed_at="build_model"))
    again = client.get("/api/runs", headers={"If-None-Match": tag})
    assert (again.status_code, again.json["runs"][0]["failed_task"]) == (200, "build_model")


def test_the_etag_changes_when_a_run_becomes_late(make_app: Maker, storage: Path, clock: Clock):
    records.write(storage, Plan())
    client = make_app().test_client()
    tag = client.get("/api/status").headers["ETag"]
    clock.move(days=2)
    answer = client.get("/api/status", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json["state"]) == (200, "late")


def test_a_paused_dag_is_never_late(make_app: Maker, storage: Path, clock: Clock):
    records.write(storage, Plan())
    app = make_app()
    app.extensions["monitor"].poller.live = Live(configured=True, reachable=True, paused=True)
    clock.move(days=2)
    status = app.test_client().get("/api/status").json
    assert status["state"] == "healthy"
    assert "because the DAG is paused" in status["reason"]


def test_an_old_word_that_the_dag_is_paused_is_not_believed_for_ever(
    make_app: Maker, storage: Path, clock: Clock
):
    records.write(storage, Plan())
    app = make_app()
    app.extensions["monitor"].poller.live = Live(configured=True, paused=True, as_of=clock())
    assert "paused" in app.test_client().get("/api/status").json["reason"]
    clock.move(days=20)
    assert app.test_client().get("/api/status").json["state"] == "late"


@pytest.mark.parametrize(
    "text", ["watched:\n  schedule: '61 * * * *'\n  tasks: []\n", "watched: [", "other:\n  tasks: []\n", None]
)
def test_without_a_schedule_that_is_understood_nothing_is_called_healthy(
    make_app: Maker, storage: Path, tmp_path: Path, text: str | None
):
    records.write(storage, Plan(dag_id="watched"))
    if text is not None:
        (tmp_path / "specs").mkdir()
        (tmp_path / "specs" / "watched.yaml").write_text(text)
    app = make_app(dag_id="watched", specs=str(tmp_path / "specs"))
    status = app.test_client().get("/api/status").json
    assert (status["state"], status["expected_by"]) == ("unknown", None)
    assert "nothing says when the next one is due" in status["reason"]
    app.extensions["monitor"].poller.live = Live(reachable=True, next_run_at=NOW + timedelta(hours=1))
    status = app.test_client().get("/api/status").json
    assert (status["state"], status["expected_by"]) == ("healthy", "2026-11-23T16:00:00.000Z")


def test_a_spec_that_breaks_keeps_its_last_sound_schedule(
    make_app: Maker, storage: Path, tmp_path: Path, clock: Clock
):
    records.write(storage, Plan())
    specs = tmp_path / "dags" / "configs"
    shutil.copytree(ROOT / "dags", tmp_path / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    app = make_app(specs=str(specs))
    client = app.test_client()
    before = client.get("/api/status")
    (specs / "ml_pipeline_advertising.yaml").write_text("ml_pipeline_advertising: [")
    app.extensions["monitor"].shelf.refresh()
    after = client.get("/api/status")
    assert after.json["expected_by"] == before.json["expected_by"] is not None
    assert after.headers["ETag"] != before.headers["ETag"], "a page of the specs renews itself"
    assert (before.json["sources"]["specs"]["errors"], after.json["sources"]["specs"]["errors"]) == (0, 1)


def test_what_airflow_said_is_kept_apart_and_dated(make_app: Maker, storage: Path):
    records.write(storage, Plan(state="running", done=3))
    app = make_app()
    app.extensions["monitor"].poller.live = Live(
        configured=True,
        reachable=False,
        as_of=NOW,
        next_run_at=NOW,
        error="Airflow did not answer in time",
        tasks=(LiveTask("build_model", "queued", 0, None, None),),
        import_problems=(ImportProblem("bad.yaml", "line 3", None),),
    )
    airflow = app.test_client().get("/api/status").json["sources"]["airflow"]
    assert (airflow["reachable"], airflow["age_seconds"], airflow["tasks"]) == (
        False,
        300,
        {"build_model": "queued"},
    )
    assert app.test_client().get("/api/status").json["next_run_at"] is None, "a plan that nobody keeps now"
    assert airflow["import_errors"] == [{"file": "bad.yaml", "text": "line 3"}]


def test_a_run_that_airflow_ended_without_telling_the_record_is_stale(
    make_app: Maker, storage: Path, clock: Clock
):
    name = records.write(storage, Plan(state="running", done=3))
    app = make_app()
    app.extensions["monitor"].poller.live = Live(configured=True, reachable=True, run_states={name: "failed"})
    status = app.test_client().get("/api/status").json
    assert status["state"] == "stale"
    assert "Airflow says it ended with failed" in status["reason"]


def test_the_metrics_are_those_of_the_last_success(client: FlaskClient, storage: Path, history: list[str]):
    records.write(storage, Plan(began=NOW + timedelta(minutes=1), state="failed", failed_at="load_data"))
    metrics = client.get("/api/metrics").json
    assert metrics["run"]["run_id"] == metrics["published"] == history[-1]
    assert metrics["test"]["accuracy"] > 0.9
    assert metrics["confidence"] == 0.95
    assert metrics["drift"]["Age"]["limit"] == 0.088


def test_without_a_success_there_are_no_metrics(client: FlaskClient):
    metrics = client.get("/api/metrics").json
    assert (metrics["run"], metrics["test"], metrics["published"], metrics["drift"]) == (None, None, None, {})


def test_the_runs_page_by_page(client: FlaskClient, history: list[str]):
    first = client.get("/api/runs?limit=30").json
    second = client.get("/api/runs?limit=30&page=2").json
    assert (first["total"], first["pages"], len(second["runs"])) == (40, 2, 10)
    assert [run["run_id"] for run in first["runs"] + second["runs"]] == history[::-1]


@pytest.mark.parametrize("query", ["page=0", "state=late", "limit=x"])
def test_a_wrong_query_is_a_problem(client: FlaskClient, query: str):
    answer = client.get(f"/api/runs?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert "expected" in answer.json["detail"]
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_one_run_with_its_tasks(client: FlaskClient, storage: Path):
    name = records.write(storage, Plan(state="failed", failed_at="load_data"))
    detail = client.get(f"/api/runs/{name}").json
    assert detail["run"]["failed_task"] == "load_data"
    tasks = {task["task_id"]: task for task in detail["tasks"]}
    assert tasks["load_data"]["error"]["type"] == "BadData"
    assert tasks["build_model"]["state"] == "not_run"
    assert detail["advice"]


@pytest.mark.parametrize("name", ["nothing", "..", "a%20b"])
def test_a_run_that_is_not_there_is_a_problem(client: FlaskClient, name: str):
    answer = client.get(f"/api/runs/{name}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/api/status", "/api/runs", "/success", "/metrics"])
def test_nothing_else_changes_anything(client: FlaskClient, method: str, path: str):
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
