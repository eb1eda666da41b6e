"""The pipeline on two Celery workers with a real PostgreSQL and a real Redis, without Docker."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded.airflow_api import Run
from embedded.settings import PROJECT
from pipeline_tasks.manifest import read_manifest
from pipeline_tasks.record import read_record
from tests.deploy.spares import find_spares
from tests.embedded.mailbox import read_mail
from tests.stack.celery_stack import CeleryStack, run_celery_stack
from tests.stack.servers import run_servers

pytestmark = pytest.mark.celery


@pytest.fixture(scope="module")
def stack(
    tmp_path_factory: pytest.TempPathFactory, require_program: Callable[[str], str]
) -> Iterator[CeleryStack]:
    folder = tmp_path_factory.mktemp("celery")
    with run_servers(require_program, folder / "log") as servers, run_celery_stack(servers, folder) as stack:
        yield stack


@pytest.fixture(scope="module")
def runs(stack: CeleryStack) -> list[Run]:
    return [stack.run(), stack.run()]


def test_every_task_succeeds_on_the_workers(stack: CeleryStack, runs: list[Run]) -> None:
    tasks = stack.workers(runs[1])
    assert len(tasks) == 11
    assert {task: state for task, (state, _) in tasks.items() if state != "success"} == {
        "send_failure_email": "skipped"
    }


def test_both_workers_take_tasks_of_one_run(stack: CeleryStack, runs: list[Run]) -> None:
    hosts = {host for _, host in stack.workers(runs[1]).values()}
    assert {"worker-1", "worker-2"} <= hosts


def test_workers_have_imported_what_tasks_need_before_they_fork(stack: CeleryStack, runs: list[Run]) -> None:
    workers = [child for child in stack.children.running if child.name.startswith("worker-")]
    assert len(workers) == 2
    for worker in workers:
        mapped = Path(f"/proc/{worker.process.pid}/maps").read_text("utf-8")
        assert "pandas/_libs" in mapped
        assert "sklearn" in mapped
        log = (stack.settings.log / f"{worker.name}.log").read_text("utf-8")
        assert "not warmed" not in log
        assert "not rehearsed" not in log


def test_processes_wait_below_the_workers_for_their_next_tasks(stack: CeleryStack, runs: list[Run]) -> None:
    workers = [child for child in stack.children.running if child.name.startswith("worker-")]
    assert len(workers) == 2
    assert all(find_spares(worker.process.pid) for worker in workers)


def test_the_run_is_recorded_published_and_mailed(stack: CeleryStack, runs: list[Run]) -> None:
    storage = str(stack.settings.storage)
    assert [run.state for run in runs] == ["success", "success"]
    assert read_record(storage, runs[1].run_id).state == "success"
    assert read_manifest(storage).run_id == runs[1].run_id
    assert len(read_mail(stack.settings.mail)) == len(runs)


def test_the_log_of_a_task_is_read_through_the_api(stack: CeleryStack, runs: list[Run]) -> None:
    path = f"/api/v2/dags/ml_pipeline_advertising/dagRuns/{runs[1].run_id}/taskInstances/end_pipeline/logs/1"
    log = stack.api.client.get(path, headers={"Accept": "application/x-ndjson"}).raise_for_status()
    assert "success" in log.text


@pytest.mark.parametrize(("job", "code"), [("SchedulerJob", 0), ("DagProcessorJob", 0), ("TriggererJob", 1)])
def test_the_health_check_tells_who_is_alive(stack: CeleryStack, job: str, code: int) -> None:
    health = [sys.executable, "deploy/airflow/health.py", job]
    done = subprocess.run(health, cwd=PROJECT, env=stack.children.environment, check=False)
    assert done.returncode == code
