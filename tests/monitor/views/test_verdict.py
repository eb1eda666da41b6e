from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from monitor.live import ImportProblem, Live
from tests.monitor import records
from tests.monitor.conftest import Clock, Maker
from tests.monitor.records import NOW, Plan

FAILED = Plan(began=NOW + timedelta(minutes=1), state="failed", failed_at="load_data")


def test_without_a_run_the_front_page_says_how_to_start_one(client: FlaskClient):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "No run has finished yet" in answer.text
    assert "make run" in answer.text


@pytest.mark.parametrize("path", ["/success", "/failure"])
def test_without_a_run_both_pages_say_how_to_start_one_and_follow_the_verdict(client: FlaskClient, path: str):
    page = client.get(path).text
    assert "How to start a run" in page
    assert " data-follows" in page
    assert page.count("No run has been recorded yet.") == 1, "in the title of the pill alone"


def test_from_each_verdict_the_other_one_is_one_click_away(client: FlaskClient, storage: Path):
    records.write(storage, Plan())
    assert 'href="/success">see how it went' in client.get("/failure").text
    assert 'href="/failure"' not in client.get("/success").text
    records.write(storage, replace(FAILED, began=NOW - timedelta(days=1)))
    assert 'href="/failure">Last failure' in client.get("/success").text


def test_the_traceback_is_open(client: FlaskClient, storage: Path):
    records.write(storage, FAILED)
    assert '<details id="traceback" open>' in client.get("/failure").text


def test_without_a_run_no_page_speaks_of_success(client: FlaskClient):
    assert "No run has succeeded yet" in client.get("/success").text
    assert "No failed run is on record" in client.get("/failure").text
    assert "tone-good" not in client.get("/success").text


@pytest.mark.parametrize(("plan", "place"), [(Plan(), "/success"), (FAILED, "/failure")])
def test_the_front_page_goes_where_the_last_finished_run_ended(
    client: FlaskClient, storage: Path, plan: Plan, place: str
):
    records.write(storage, plan)
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, place)


def test_a_run_in_progress_does_not_change_the_verdict_and_is_told(client: FlaskClient, storage: Path):
    records.write(storage, Plan())
    records.write(storage, Plan(began=NOW + timedelta(minutes=4), state="running", done=4))
    answer = client.get("/", follow_redirects=True)
    assert "Succeeded" in answer.text
    assert "A run is in progress" in answer.text
    assert "4 of 11 tasks done" in answer.text


def test_without_the_spec_nobody_knows_of_how_many_tasks(make_app: Maker, storage: Path, tmp_path: Path):
    records.write(storage, Plan())
    records.write(storage, Plan(began=NOW + timedelta(minutes=4), state="running", done=4))
    page = make_app(specs=str(tmp_path / "nowhere")).test_client().get("/success").text
    assert "4 tasks done" in page


def test_the_first_run_is_shown_while_it_runs(client: FlaskClient, storage: Path):
    records.write(storage, Plan(state="running", done=2))
    page = client.get("/").text
    assert "The first run is in progress" in page
    assert "data_preprocessing" in page


def test_success_shows_scores_intervals_tasks_and_charts(client: FlaskClient, history: list[str]):
    page = client.get("/success").text
    for words in (
        "Accuracy",
        ", within the interval",
        "evaluate_model",
        "ROC curve of 50 points",
        "Odds ratio",
        "PSI",
    ):
        assert words in page
    assert page.count('class="chart row-bar"') >= 10


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (0.970, "as before"),
        (0.955, "+0.015, within the interval"),
        (0.9, "better than"),
        (0.999, "worse than"),
    ],
)
def test_a_change_counts_only_when_it_leaves_the_interval(
    client: FlaskClient, storage: Path, before: float, words: str
):
    for began, accuracy in ((NOW - timedelta(days=1), before), (NOW, 0.970)):
        record = records.make(Plan(began=began))
        record["scores"]["test"]["accuracy"] = accuracy
        record["scores"]["intervals"]["accuracy"] = {"low": 0.95, "high": 0.99}
        records.write_text(storage, record["run_id"], json.dumps(record))
    tile = client.get("/success").text.split("Accuracy</dt>")[1].split("</dd>")[0]
    assert words in re.sub(r"<[^>]+>", "", tile)


def test_failure_names_task_error_advice_and_the_model_in_place(
    client: FlaskClient, storage: Path, history: list[str]
):
    records.write(storage, FAILED)
    page = client.get("/failure").text
    for words in (
        "load_data",
        "2 faults in the data",
        "Traceback",
        "Mend the data source",
        "build_model",
        history[-1],
    ):
        assert words in page


def test_a_past_success_says_that_it_is_past(client: FlaskClient, storage: Path):
    records.write(storage, Plan())
    records.write(storage, FAILED)
    page = client.get("/success").text
    assert "This is the past" in page
    assert "data-follows" not in page


def test_a_past_failure_says_that_it_is_past(client: FlaskClient, storage: Path):
    records.write(storage, Plan(began=NOW - timedelta(days=1), state="failed", failed_at="load_data"))
    records.write(storage, Plan())
    assert "This is the past" in client.get("/failure").text


def test_a_broken_newest_record_is_told_and_nothing_is_green_in_the_head(client: FlaskClient, storage: Path):
    records.write(storage, Plan())
    records.write_text(storage, "manual__broken", "{")
    page = client.get("/success").text
    assert "The newest run record is broken" in page
    assert 'class="pill tone-dim"' in page


def test_a_late_run_is_told_with_its_time(make_app: Maker, storage: Path, clock: Clock):
    records.write(storage, Plan())
    client = make_app().test_client()
    clock.move(days=2)
    page = client.get("/success").text
    assert "the next one is overdue" in page
    assert "24 Nov 2026, 01:00:00 UTC" in page


def test_every_page_says_as_of_when_and_from_which_source(client: FlaskClient, history: list[str]):
    for path in ("/success", "/failure", "/runs", f"/runs/{history[0]}", "/model", "/specs", "/docs"):
        page = client.get(path).text
        assert "As of" in page, path
        assert "23 Nov 2026, 14:05:00 UTC" in page, path
        assert "Run records" in page, path
        assert "not connected" in page, path


def test_the_log_of_the_failed_try_is_one_click_away(make_app: Maker, storage: Path):
    records.write(storage, FAILED)
    app = make_app(airflow_public_url="https://airflow.example.com/x")
    page = app.test_client().get("/failure").text
    run = records.run_id(FAILED.began).replace(":", "%3A").replace("+", "%2B")
    link = f"https://airflow.example.com/x/dags/{records.DAG}/runs/{run}/tasks/load_data?try_number=2"
    assert link in page


def test_what_comes_from_the_record_is_escaped(client: FlaskClient, storage: Path):
    evil = "<script>alert(1)</script>"
    record = records.make(Plan(state="failed", failed_at="load_data", message=evil))
    record["tasks"][evil] = record["tasks"].pop("build_model")
    record["data"] = records.make(Plan())["data"] | {"source": evil}
    record["failure"]["task_id"] = evil
    records.write_text(storage, record["run_id"], json.dumps(record))
    for path in ("/failure", "/runs", f"/runs/{record['run_id']}", "/success"):
        assert evil not in client.get(path).text, path
    assert "&lt;script&gt;" in client.get("/failure").text


def test_a_record_that_breaks_between_list_and_page_still_gives_a_page(client: FlaskClient, storage: Path):
    name = records.write(storage, Plan())
    client.get("/success")
    (storage / "records" / f"{name}.json").write_text("{")
    assert client.get("/success").status_code == 200


def test_a_success_without_publication_says_why(client: FlaskClient, storage: Path):
    record = records.make(Plan())
    record["model"] = {"published": False, "reason": "accuracy 0.7 is below 0.8"}
    records.write_text(storage, record["run_id"], json.dumps(record))
    assert "was not published: accuracy 0.7 is below 0.8" in client.get("/success").text


def test_a_storage_that_cannot_be_read_is_told(
    client: FlaskClient, storage: Path, history: list[str], clock: Clock
):
    client.get("/success")
    clock.move(minutes=10)
    (storage / "records").rename(storage / "gone")
    (storage / "records").write_text("")
    page = client.get("/success").text
    assert "The run records cannot be read now" in page
    assert "10 min ago" in page


def test_what_airflow_said_before_it_went_down_is_not_shown_as_of_now(
    make_app: Maker, storage: Path, clock: Clock
):
    records.write(storage, Plan(began=NOW - timedelta(days=1), state="failed", failed_at="load_data"))
    records.write(storage, Plan())
    app = make_app()
    client = app.test_client()
    problem = ImportProblem("configs/other.yaml", "cycle", NOW)
    up = Live(configured=True, reachable=True, as_of=clock(), next_run_at=clock() + timedelta(hours=3),
              import_problems=(problem,))  # fmt: skip
    app.extensions["monitor"].poller.live = up
    assert "Next run <time" in client.get("/success").text
    assert "in 3 h" in client.get("/failure").text
    assert "Airflow does not answer since" not in client.get("/failure").text
    clock.move(hours=8)
    for paused in (False, True):
        app.extensions["monitor"].poller.live = replace(up, reachable=False, paused=paused)
        for path in ("/success", "/failure"):
            page = client.get(path).text
            assert "Next run" not in page
            assert "The DAG is paused in Airflow" not in page
    assert "Airflow does not answer since" in client.get("/failure").text


def test_a_record_of_the_future_is_named(client: FlaskClient, storage: Path):
    name = records.write(storage, Plan(began=NOW + timedelta(days=1500)))
    page = client.get("/success").text
    assert "begins in the future" in page
    assert f"<code>{name}</code></a> says that it begins on 1 Jan 2031" in page


def test_a_failure_with_a_dead_scheduler_names_the_overdue_run(
    client: FlaskClient, storage: Path, clock: Clock
):
    records.write(storage, FAILED)
    clock.move(days=21)
    page = client.get("/failure").text
    assert "The last run failed, and the next one is overdue." in page
    assert "It should have ended by 24 Nov 2026, 01:00:00 UTC" in page


def place_of(page: str) -> str:
    text = re.sub(r"<[^>]+>", "", page.split("<dt>Model in place")[1].split("</dd>")[0])
    return " ".join(text.split())


def test_the_model_in_place_is_the_one_of_the_manifest(client: FlaskClient, storage: Path):
    older = records.write(storage, Plan(began=NOW - timedelta(days=2)))
    gated = records.make(Plan(began=NOW - timedelta(days=1)))
    gated["model"] = {"published": False, "reason": "the gate"}
    records.write_text(storage, gated["run_id"], json.dumps(gated))
    records.write(storage, Plan(state="failed", failed_at="load_data"))
    assert place_of(client.get("/failure").text).startswith(f"the one of {older}, accuracy 0.9")


def test_a_run_that_failed_after_its_model_was_published_says_so(client: FlaskClient, storage: Path):
    record = records.make(Plan()) | {"state": "failed"}
    record["failure"] = {"task_id": "send_success_email", "error": None}
    records.publish(storage, record)
    records.write_text(storage, record["run_id"], json.dumps(record))
    assert place_of(client.get("/failure").text).startswith("the one of this run")


def test_an_old_failure_says_which_model_was_in_place_at_that_time(client: FlaskClient, storage: Path):
    first = records.write(storage, Plan(began=NOW - timedelta(days=3)))
    failed = records.write(
        storage, Plan(began=NOW - timedelta(days=2), state="failed", failed_at="load_data")
    )
    records.write(storage, Plan())
    for path in ("/failure", f"/runs/{failed}"):
        assert place_of(client.get(path).text).startswith(f"at that time the one of {first}"), path


@pytest.mark.parametrize(("text", "words"), [(None, "none is published"), ("{", "not known: The manifest")])
def test_without_a_manifest_no_model_is_said_to_be_in_place(
    client: FlaskClient, storage: Path, text: str | None, words: str
):
    records.write(storage, Plan(state="failed", failed_at="load_data"))
    if text is not None:
        (storage / "model").mkdir()
        (storage / "model" / "manifest.json").write_text(text)
    assert place_of(client.get("/failure").text).startswith(words)
