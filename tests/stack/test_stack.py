"""From nothing to a green run on the compose stack, then one fault after another: `make test-stack`."""

import dataclasses
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from embedded.settings import DAG_ID, PROJECT
from tests.stack.compose import Compose, Stack, choose_ports, connect, wait_for, write_environment
from tests.stack.dashboards import read_expressions
from tests.stack.faults import FAULTS, Fault
from tests.stack.results import Results, name_images

pytestmark = [
    pytest.mark.stack,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not os.environ.get("TEST_STACK"), reason="run by `make test-stack`"),
]

ROWS = 300_000
SETTINGS = {
    "COMPOSE_PROFILES": "cli,mail,observability",
    "AIRFLOW_METRICS": "True",
    # The schedule begins now, so that the runs of the tests are the only ones.
    "PIPELINE_START_DATE": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    "PIPELINE_RETRY_DELAY": "10s",
    "TASK_HEARTBEAT_TIMEOUT": "30",
}
BIG_DATA = ("docker-compose.yaml", "tests/stack/limited-disk.yaml", "tests/stack/big-data.yaml")
OWN_DISKS = ("docker-compose.yaml", "deploy/docker-compose.s3.yaml", "tests/stack/s3.yaml")
OBJECT_STORE = {
    "PIPELINE_STORAGE": "s3://pipeline/advertising",
    "AWS_ENDPOINT_URL_S3": "http://s3:8080",
    "AWS_ACCESS_KEY_ID": "stack:worker",
    "AWS_SECRET_ACCESS_KEY": "stack-secret",
}


@pytest.fixture(scope="module")
def results() -> Results:
    return Results(PROJECT / "docs", name_images())


@pytest.fixture(scope="module")
def project(
    require_program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Compose]:
    require_program("docker")
    folder = tmp_path_factory.mktemp("stack")
    write_environment(folder)
    compose = Compose(folder, settings=SETTINGS | choose_ports())
    yield compose
    compose.down()


@pytest.fixture(scope="module")
def stack(project: Compose, results: Results) -> Iterator[Stack]:
    project.down()
    begin = time.monotonic()
    project.up()
    results.add_figure("from nothing to all healthy, images built", f"{time.monotonic() - begin:.0f} s")
    with connect(project, write_environment(project.folder)) as stack:
        yield stack


def test_a_run_succeeds_with_tasks_on_both_workers(stack: Stack, results: Results) -> None:
    runs = [stack.wait_for_end(stack.api.trigger(DAG_ID)) for _ in range(3)]
    for number, run in enumerate(runs, start=1):
        results.add_figure(f"run {number} of eleven tasks on 1,000 rows", f"{run.seconds:.1f} s")
    hosts = {task["hostname"] for run in runs for task in stack.tasks(run).values() if task["hostname"]}
    assert [run.state for run in runs] == ["success"] * 3
    assert len(hosts) == 2
    assert stack.compose.published_run() == runs[-1].run_id


def test_each_run_is_mailed(stack: Stack) -> None:
    subjects = [mail["Subject"] for mail in stack.mails()]
    assert len(subjects) >= 3
    assert all(subject.startswith(f"[ok] {DAG_ID}") for subject in subjects)


def test_the_monitor_is_green(stack: Stack) -> None:
    wait_for(lambda: stack.verdict() == "healthy", 60, lambda: f"the monitor says {stack.verdict()}")


def test_the_logs_of_both_workers_are_read_through_the_api(stack: Stack) -> None:
    run = stack.api.get_run(DAG_ID, stack.compose.published_run())
    done = [task_id for task_id, task in stack.tasks(run).items() if task["state"] == "success"]
    assert len(done) == 10  # all but the email of a failure
    for task_id in done:
        path = f"/api/v2/dags/{DAG_ID}/dagRuns/{run.run_id}/taskInstances/{task_id}/logs/1"
        assert task_id in stack.answer(path, headers={"Accept": "application/x-ndjson"}).text


def test_every_query_of_every_panel_returns_data(stack: Stack, results: Results) -> None:
    expressions = read_expressions(PROJECT / "deploy" / "grafana" / "dashboards")
    silent = [text for text in expressions if not stack.query(text)]
    wait_for(lambda: not [text for text in silent if not stack.query(text)], 90, lambda: f"no data: {silent}")
    results.add_figure("queries of Grafana's panels that return data", f"{len(expressions)}")


def test_the_original_commands_work(stack: Stack) -> None:
    airflow = ("exec", "-T", "airflow-cli", "airflow", "dags")
    assert DAG_ID in stack.compose.command(*airflow, "list")
    before = stack.newest_run().run_id
    stack.compose.command(*airflow, "trigger", DAG_ID)
    run = stack.newest_run()
    assert run.run_id != before
    assert stack.wait_for_end(run).state == "success", stack.outline(run)


@pytest.fixture(scope="module")
def loaded(project: Compose, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack with data and a disk that keep each task busy for some seconds."""
    folder = tmp_path_factory.mktemp("data")
    folder.chmod(0o755)
    make = ["data/generate.py", "--rows", str(ROWS), "--seed", "7", "--out", str(folder / "big.csv")]
    subprocess.run([sys.executable, *make], cwd=PROJECT, check=True)
    settings = {**project.settings, "BIG_DATA": str(folder)}
    compose = dataclasses.replace(project, settings=settings, files=BIG_DATA)
    compose.up()
    with connect(compose, write_environment(project.folder)) as stack:
        # A model is published before the first blow, so that each can be seen to leave one in place.
        run = stack.wait_for_end(stack.api.trigger(DAG_ID))
        assert run.state == "success", stack.outline(run)
        yield stack


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: re.sub(r"\W+", "-", fault.name))
def test_a_fault_has_its_expected_outcome(loaded: Stack, fault: Fault, results: Results) -> None:
    loaded.compose.wait_until_healthy()
    before = loaded.compose.published_run()
    mails = len(loaded.mails())
    run = loaded.api.trigger(DAG_ID)
    struck = loaded.wait_for_task(run, fault.task)
    try:
        fault.strike(loaded, struck)
        run = loaded.wait_for_end(run)
    finally:
        fault.mend(loaded)
    healthy = loaded.compose.wait_until_healthy()
    found = {
        "ended": run.state,
        "run": f"{run.seconds:.0f} s",
        "tries": loaded.tasks(run)[fault.task]["try_number"],
        "healthy": f"{healthy:.0f} s",
    }
    held = "no"
    try:
        assert run.state == fault.state, loaded.outline(run)
        fault.proof(loaded, struck, run)
        wait_for(
            lambda: loaded.compose.record(run.run_id) == (fault.state, fault.failed_task),
            60,
            lambda: f"the record says {loaded.compose.record(run.run_id)}",
        )
        assert loaded.compose.published_run() == (run.run_id if fault.publishes else before)
        assert len(loaded.mails()) > mails or fault.failed_task == "send_success_email"
        held = "yes"
    finally:
        results.add_fault(fault.name, task=fault.task, expected=fault.expected, **found, held=held)


def test_the_stack_is_as_good_as_new_after_all_faults(loaded: Stack) -> None:
    run = loaded.wait_for_end(loaded.api.trigger(DAG_ID))
    assert run.state == "success"
    assert loaded.compose.published_run() == run.run_id


def test_workers_without_a_common_disk_share_an_object_store(project: Compose, results: Results) -> None:
    project.down()
    compose = dataclasses.replace(
        project,
        settings={**project.settings, **OBJECT_STORE, "COMPOSE_PROFILES": "cli,mail"},
        files=OWN_DISKS,
    )
    compose.up()
    compose.python("import s3fs; s3fs.S3FileSystem().mkdir('pipeline')")
    with connect(compose, write_environment(project.folder)) as stack:
        runs = [stack.wait_for_end(stack.api.trigger(DAG_ID)) for _ in range(2)]
        tasks = stack.tasks(runs[1])
        wait_for(lambda: stack.verdict() == "healthy", 60, lambda: f"the monitor says {stack.verdict()}")
    assert [run.state for run in runs] == ["success", "success"], tasks
    assert len({task["hostname"] for task in tasks.values() if task["hostname"]}) == 2
    assert compose.published_run() == runs[1].run_id
    figure = f"{runs[1].seconds:.1f} s"
    results.add_figure("run over an object store, two workers without a common disk", figure)
