from types import SimpleNamespace

import pytest

from pipeline_tasks.callbacks import record_task
from pipeline_tasks.failed_run import read_failed_run
from pipeline_tasks.fold import LOST
from pipeline_tasks.notes import Notebook


def ask(storage, **states):
    ti = SimpleNamespace(dag_id="dag", run_id="run", get_task_states=lambda **asked: {"run": states})
    return read_failed_run(str(storage), ti)


@pytest.fixture
def note(tmp_path):
    Notebook(str(tmp_path), "run").open(dag_id="dag", started_at="2026-01-01T00:00:00+00:00")

    def write(task_id, state, **context):
        times = {"start_date": None, "end_date": None, "try_number": 1, "map_index": -1}
        ti = SimpleNamespace(run_id="run", dag_id="dag", task_id=task_id, **times)
        record_task({"ti": ti, **context}, storage=str(tmp_path), state=state)

    return write


def test_what_the_record_blames_is_the_failure(note, tmp_path):
    note("load", "failed", exception=ValueError("no rows"))
    run = ask(tmp_path, load="failed", mail="running")
    assert (run.task_id, run.failure.error.message) == ("load", "no rows")


def test_task_that_was_killed_is_the_failure(note, tmp_path):
    note("load", "success")
    note("train", "running")
    run = ask(tmp_path, load="success", train="failed", mail="running")
    assert (run.task_id, run.failure.try_number) == ("train", 1)
    assert run.failure.error.message == LOST["message"]
    assert run.tasks["train"].state == "failed"


def test_record_that_is_not_there_leaves_the_word_of_airflow(tmp_path):
    run = ask(tmp_path, load="success", train="failed", mail="upstream_failed", end=None)
    assert run.task_id == "train"
    assert [task.state for task in run.tasks.values()] == ["success", "failed", "not_run", "not_run"]
    assert "FileNotFoundError" in run.trouble


def test_without_a_failed_task_the_subject_still_reads(tmp_path):
    assert ask(tmp_path, load="success").task_id == "no task is known"
