"""What is printed at the end of a run, from what the run left."""

import os
import threading
from datetime import UTC, datetime
from io import StringIO
from types import SimpleNamespace

import pytest
from rich.console import Console

from embedded.airflow_api import Run
from embedded.outcome import print_addresses, print_outcome
from embedded.settings import Ports, Settings
from pipeline_tasks.callbacks import close_run, record_task
from pipeline_tasks.notes import Notebook

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return Settings(ports=Ports(), storage=tmp_path)


@pytest.fixture
def notebook(tmp_path):
    notebook = Notebook(str(tmp_path), "run")
    notebook.open(dag_id="dag", started_at=START.isoformat())
    return notebook


def printed(settings, state="failed"):
    console = Console(file=StringIO(), width=200)
    print_outcome(console, settings, Run("run", state, START, START), dag_id="dag")
    return console.file.getvalue()


def note(storage, task_id, state, **context):
    times = {"start_date": START, "end_date": START, "try_number": 1, "map_index": -1}
    ti = SimpleNamespace(run_id="run", dag_id="dag", task_id=task_id, **times)
    record_task({"ti": ti, **context}, storage=str(storage), state=state)


def close(storage, state="failed"):
    dag = SimpleNamespace(dag_id="dag", task_dict={})
    close_run({"dag": dag, "run_id": "run"}, storage=str(storage), state=state)


@pytest.fixture
def failed(tmp_path, notebook):
    note(tmp_path, "load", "failed", exception=ValueError("no rows"))
    close(tmp_path)
    return notebook


@pytest.mark.usefixtures("failed")
def test_a_failed_run_names_the_task_and_its_error(settings):
    text = printed(settings)
    assert "Task    load" in text
    assert "ValueError: no rows" in text


@pytest.mark.usefixtures("failed")
def test_before_the_first_model_none_is_said_to_be_in_place(settings):
    assert "Nothing was published, and there is no model from before." in printed(settings)


@pytest.mark.usefixtures("failed")
def test_a_model_from_before_is_still_in_place_but_not_shown_as_that_of_the_run(settings):
    model = settings.storage / "model"
    model.mkdir()
    for name in ("manifest.json", "logistic_regression_model.pkl", "model_summary.txt"):
        (model / name).touch()
    text = printed(settings)
    assert "the model from before is still in place" in text
    assert "model_summary.txt" not in text


def test_a_model_that_was_published_before_the_failure_is_said_to_be(settings, failed):
    failed.add_results("model_summary", model={"published": True, "sha256": "a" * 64, "version": "v"})
    (settings.storage / "model").mkdir()
    (settings.storage / "model" / "model_summary.txt").touch()
    text = printed(settings)
    assert "The model of this run had been published before that." in text
    assert "model_summary.txt" in text


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_record_that_cannot_be_read_is_one_sentence(settings, content):
    if content is not None:
        (settings.storage / "records").mkdir()
        (settings.storage / "records" / "run.json").write_text(content)
    text = printed(settings)
    assert "Failed in 0.0 s" in text
    assert "The record of the run cannot be read: " in text
    assert "/dags/dag/runs/run" in text


def test_the_word_of_airflow_on_a_killed_task_is_waited_for(settings, tmp_path, notebook):
    note(tmp_path, "train", "running")
    later = threading.Timer(0.3, close, [tmp_path])
    later.start()
    text = printed(settings)
    later.join()
    assert "Task    train" in text
    assert "probably killed" in text


@pytest.mark.usefixtures("failed")
def test_only_an_email_that_came_since_the_start_is_shown(settings):
    settings.mail.mkdir()
    for name, moment in (("new", START.timestamp() + 1), ("old", START.timestamp() - 1)):
        email = settings.mail / f"{name}.eml"
        email.touch()
        os.utime(email, (moment, moment))
    text = printed(settings)
    assert "new.eml" in text
    assert "old.eml" not in text


def addresses(settings):
    console = Console(file=StringIO(), width=200)
    print_addresses(console, settings, "a-password")
    return console.file.getvalue()


def test_the_login_is_shown_the_first_time_that_addresses_are(settings):
    assert "login admin, password a-password" in addresses(settings)
    again = addresses(settings)
    assert "a-password" not in again
    assert "passwords.json" in again
