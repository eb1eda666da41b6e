"""The processes that wait for tasks, on the embedded stack."""

import os
import signal
import sqlite3

import psutil
import pytest

from embedded.settings import DAG_ID
from tests.deploy import spares as waiting


def find_spares(pipeline) -> set[int]:
    """Those below the scheduler."""
    [scheduler] = [part for part in pipeline.stack.children.running if part.name == "scheduler"]
    return waiting.find_spares(scheduler.process.pid)


def find_processes(pipeline, run) -> set[int]:
    """The processes that tasks of a run had."""
    with sqlite3.connect(pipeline.settings.airflow_home / "airflow.db") as database:
        asked = "SELECT pid FROM task_instance WHERE run_id = ? AND pid IS NOT NULL"
        return {pid for (pid,) in database.execute(asked, [run.run_id])}


@pytest.fixture(scope="module")
def spares(pipeline, wait):
    assert pipeline.run().state == "success"
    return wait(lambda: find_spares(pipeline))


def test_tasks_get_the_processes_that_wait_and_one_that_was_killed_is_no_loss(pipeline, wait, spares):
    killed = max(spares)
    os.kill(killed, signal.SIGKILL)
    wait(lambda: killed not in find_spares(pipeline))
    run = pipeline.run()
    assert run.state == "success"
    processes = find_processes(pipeline, run)
    assert len(processes) == 10  # the failure email is skipped
    assert processes & spares
    assert killed not in processes


def test_a_process_that_waits_holds_no_log_of_a_task_before(pipeline, wait, spares):
    for spare in wait(lambda: find_spares(pipeline)):
        files = [file.path for file in psutil.Process(spare).open_files()]
        assert not [path for path in files if str(pipeline.settings.airflow_home / "logs") in path], files


def test_what_a_task_was_called_with_is_on_its_page(pipeline, spares):
    run = pipeline.run()
    answer = pipeline.stack.api.client.get(
        f"/api/v2/dags/{DAG_ID}/dagRuns/{run.run_id}/taskInstances/load_data"
    )
    assert "advertising.csv" in str(answer.raise_for_status().json()["rendered_fields"])
