import json
import pickle
import shutil
from pathlib import Path

import httpx
import jsonschema
import pytest

from embedded.settings import DAG_ID
from tests.embedded.mailbox import read_mail

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(900)]

STEPS = [
    "start_pipeline",
    "load_data",
    "data_preprocessing",
    "separate_data",
    "build_model",
    "evaluate_model",
    "model_summary",
]


@pytest.fixture(scope="module")
def good_run(pipeline):
    return pipeline.run()


def read_closed_record(storage: Path, run, wait) -> dict:
    path = storage / "records" / f"{run.run_id}.json"

    def read():
        record = json.loads(path.read_text()) if path.exists() else {}
        return record if record.get("state") in {"success", "failed"} else None

    return wait(read)


def test_a_good_run_ends_green_with_ten_tasks_done_and_the_failure_email_skipped(pipeline, good_run):
    states = pipeline.states(DAG_ID, good_run)
    assert good_run.state == "success"
    assert states.pop("send_failure_email") == "skipped"
    assert len(states) == 10
    assert set(states.values()) == {"success"}


def test_a_good_run_publishes_a_model_that_can_be_used(pipeline, good_run):
    model = pickle.loads((pipeline.settings.storage / "model/logistic_regression_model.pkl").read_bytes())  # noqa: S301
    arrays = pickle.loads((pipeline.settings.storage / "working_data/preprocessed.pkl").read_bytes())  # noqa: S301
    assert good_run.state == "success"
    assert model["classify"].score(arrays["X_test"], arrays["y_test"]) > 0.9
    assert "accuracy" in (pipeline.settings.storage / "model/model_summary.txt").read_text().lower()


def test_the_record_of_a_good_run_is_closed_and_fits_its_schema(pipeline, good_run, project, wait):
    record = read_closed_record(pipeline.settings.storage, good_run, wait)
    schema = json.loads((project / "schemas/run_record.schema.json").read_text())
    jsonschema.validate(record, schema, format_checker=jsonschema.FormatChecker())
    assert record["state"] == "success"
    assert record["model"]["published"] is True
    assert {name: task["state"] for name, task in record["tasks"].items()}["end_pipeline"] == "success"


def test_a_good_run_sends_one_email_with_its_scores(pipeline, good_run, wait):
    record = read_closed_record(pipeline.settings.storage, good_run, wait)
    mails = [mail for mail in read_mail(pipeline.settings.mail) if DAG_ID in mail["Subject"]]
    accuracy = f"{record['scores']['test']['accuracy']:.3f}"
    assert len(mails) == 1
    assert mails[0]["Subject"] == f"[ok] {DAG_ID}: accuracy {accuracy}"
    assert accuracy in mails[0].get_body(("html",)).get_content()


def test_the_monitor_tells_of_the_good_run(pipeline, good_run, wait):
    url = pipeline.settings.monitor_url
    read_closed_record(pipeline.settings.storage, good_run, wait)
    wait(lambda: httpx.get(f"{url}/", trust_env=False).headers.get("Location", "").endswith("/success"))
    assert good_run.run_id in httpx.get(f"{url}/success", trust_env=False).text


@pytest.fixture(scope="module")
def failed_runs(pipeline, good_run, wait):
    # Each finds a model in place that was published before.
    for step in STEPS:
        shutil.copytree(
            pipeline.settings.storage / "model", pipeline.settings.storage / f"fails_at_{step}/model"
        )
    dag_ids = {step: f"fails_at_{step}" for step in [*STEPS, "send_success_email", "trigger_flask_api"]}
    for dag_id in dag_ids.values():
        wait(lambda dag_id=dag_id: pipeline.stack.api.has_dag(dag_id, pipeline.settings.started_at))
    started = {step: pipeline.stack.api.trigger(dag_id) for step, dag_id in dag_ids.items()}
    return {step: pipeline.wait(dag_ids[step], run) for step, run in started.items()}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_fails_at_a_step_ends_failed_and_names_it(pipeline, failed_runs, step, wait, project):
    dag_id, run = f"fails_at_{step}", failed_runs[step]
    storage = pipeline.settings.storage / dag_id
    states = pipeline.states(dag_id, run)
    record = read_closed_record(storage, run, wait)
    jsonschema.validate(record, json.loads((project / "schemas/run_record.schema.json").read_text()))

    assert run.state == "failed"
    assert states[step] == states["end_pipeline"] == "failed"
    assert states["send_success_email"] == "upstream_failed"
    assert states["send_failure_email"] == "success"
    assert record["state"] == "failed"
    assert record["failure"]["task_id"] == step
    before, now = (folder / "model" / "manifest.json" for folder in (pipeline.settings.storage, storage))
    assert now.read_bytes() == before.read_bytes()


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_fails_at_a_step_sends_one_email_that_names_it_and_the_error(
    pipeline, failed_runs, step, wait
):
    dag_id = f"fails_at_{step}"
    record = read_closed_record(pipeline.settings.storage / dag_id, failed_runs[step], wait)
    mails = [mail for mail in read_mail(pipeline.settings.mail) if f"{dag_id}:" in mail["Subject"]]
    assert [mail["Subject"] for mail in mails] == [f"[failed] {dag_id}: {step}"]
    body = mails[0].get_body(("html",)).get_content()
    assert step in body
    assert record["failure"]["error"]["type"] in body


def test_a_mail_server_that_is_down_fails_its_task_and_loses_nothing_else(pipeline, failed_runs, wait):
    dag_id, run = "fails_at_send_success_email", failed_runs["send_success_email"]
    storage = pipeline.settings.storage / dag_id
    record = read_closed_record(storage, run, wait)
    states = pipeline.states(dag_id, run)
    assert states["send_success_email"] == "failed"
    assert states["model_summary"] == "success"
    assert (run.state, record["failure"]["task_id"]) == ("failed", "send_success_email")
    assert record["model"]["published"] is True
    assert (storage / "model" / "manifest.json").exists()


def test_a_monitor_that_is_down_never_fails_the_run(pipeline, failed_runs, wait):
    dag_id, run = "fails_at_trigger_flask_api", failed_runs["trigger_flask_api"]
    record = read_closed_record(pipeline.settings.storage / dag_id, run, wait)
    assert pipeline.states(dag_id, run)["trigger_flask_api"] == "failed"
    assert run.state == record["state"] == "success"
    assert record["failure"] is None
