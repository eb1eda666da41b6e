import json
import pickle
import shutil
from email.message import EmailMessage
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
OTHERS = ["send_success_email", "trigger_flask_api", "killed", "hanging", "endless", "waiting", "no_records"]


@pytest.fixture(scope="module")
def good_run(pipeline):
    return pipeline.run()


def wait_for_record(storage: Path, run, wait, fits) -> dict:
    path = storage / "records" / f"{run.run_id}.json"

    def read():
        record = json.loads(path.read_text()) if path.exists() else None
        return record if record and fits(record) else None

    return wait(read)


def read_closed_record(storage: Path, run, wait) -> dict:
    return wait_for_record(storage, run, wait, lambda record: record["state"] in {"success", "failed"})


def read_mails_of(pipeline, dag_id: str) -> list[EmailMessage]:
    return [mail for mail in read_mail(pipeline.settings.mail) if f"{dag_id}:" in mail["Subject"]]


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def test_a_good_run_ends_green_with_ten_tasks_done_and_the_failure_email_skipped(pipeline, good_run):
    states = pipeline.states(DAG_ID, good_run)
    assert good_run.state == "success"
    assert states.pop("send_failure_email") == "skipped"
    assert len(states) == 10
    assert set(states.values()) == {"success"}


def test_the_process_that_forks_tasks_has_warmed_all(pipeline, good_run):
    log = (pipeline.settings.log / "scheduler.log").read_text("utf-8")
    assert good_run.state == "success"
    assert "SpareLocalExecutor" in log
    assert "not built ahead" not in log
    assert "not warmed" not in log
    assert "not rehearsed" not in log


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
    (mail,) = read_mails_of(pipeline, DAG_ID)
    accuracy = f"{record['scores']['test']['accuracy']:.3f}"
    assert mail["Subject"] == f"[ok] {DAG_ID}: accuracy {accuracy}"
    assert accuracy in html_of(mail)


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
            pipeline.settings.storage / "model", pipeline.settings.storage / f"fails_at_{step}" / "model"
        )
    in_the_way = pipeline.settings.storage / "fails_at_no_records" / "records"
    in_the_way.parent.mkdir()
    in_the_way.touch()
    dag_ids = {name: f"fails_at_{name}" for name in [*STEPS, *OTHERS]}
    for dag_id in dag_ids.values():
        wait(lambda dag_id=dag_id: pipeline.stack.api.has_dag(dag_id, pipeline.settings.started_at))
    started = {name: pipeline.stack.api.trigger(dag_id) for name, dag_id in dag_ids.items()}
    return {name: pipeline.wait(dag_ids[name], run) for name, run in started.items()}


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
    (mail,) = read_mails_of(pipeline, dag_id)
    assert mail["Subject"] == f"[failed] {dag_id}: {step}"
    body = html_of(mail)
    assert step in body
    assert record["failure"]["error"]["type"] in body
    assert ("task_runner.py" in body) == (step == "start_pipeline")  # all of that error is Airflow's own


@pytest.mark.parametrize(("fault", "told"), [("killed", "Lost"), ("hanging", "AirflowTaskTimeout")])
def test_a_task_that_is_killed_or_hangs_is_named_by_the_record_and_the_email(
    pipeline, failed_runs, wait, fault, told
):
    dag_id, run = f"fails_at_{fault}", failed_runs[fault]
    states = pipeline.states(dag_id, run)
    assert (run.state, states["build_model"], states["send_failure_email"]) == ("failed", "failed", "success")

    record = wait_for_record(pipeline.settings.storage / dag_id, run, wait, lambda record: record["failure"])
    assert (record["failure"]["task_id"], record["failure"]["error"]["type"]) == ("build_model", told)
    (mail,) = read_mails_of(pipeline, dag_id)
    assert mail["Subject"] == f"[failed] {dag_id}: build_model"
    assert told in html_of(mail)


@pytest.mark.parametrize("fault", ["endless", "waiting"])
def test_a_run_that_takes_too_long_says_so(pipeline, failed_runs, wait, fault):
    storage, run = pipeline.settings.storage / f"fails_at_{fault}", failed_runs[fault]
    record = read_closed_record(storage, run, wait)
    assert (run.state, record["state"]) == ("failed", "failed")
    assert (record["failure"]["task_id"], record["failure"]["error"]["type"]) == (
        "start_pipeline",
        "TimedOut",
    )


def test_the_failure_email_goes_out_when_no_record_can_be_kept(pipeline, failed_runs):
    dag_id = "fails_at_no_records"
    assert pipeline.states(dag_id, failed_runs["no_records"])["send_failure_email"] == "success"
    (mail,) = read_mails_of(pipeline, dag_id)
    assert mail["Subject"] == f"[failed] {dag_id}: load_data"
    assert "cannot be read" in html_of(mail)


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
