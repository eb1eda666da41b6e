"""Who imports the heavy libraries ahead of its tasks."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = PROJECT / "deploy" / "airflow" / "airflow_local_settings.py"
    monkeypatch.syspath_prepend(path.parent)
    spec = importlib.util.spec_from_file_location("settings_of_airflow", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("arguments", "executor", "expected"),
    [
        (["airflow", "scheduler"], "LocalExecutor", True),
        (["airflow", "scheduler"], "LocalExecutor:spare_executor.SpareLocalExecutor", True),
        (["airflow", "scheduler"], "CeleryExecutor", False),
        (["airflow", "scheduler"], "KubernetesExecutor", False),
        (["airflow", "celery", "worker", "--pid", "x"], "CeleryExecutor", True),
        (["airflow", "celery", "flower"], "CeleryExecutor", False),
        (["airflow", "dag-processor"], "LocalExecutor", False),
        (["airflow"], "LocalExecutor", False),
    ],
)
def test_only_who_forks_tasks_is_warmed_for_them(
    settings: ModuleType, arguments: list[str], executor: str, expected: bool
) -> None:
    environment = {"AIRFLOW__CORE__EXECUTOR": executor}
    assert settings.starts_tasks(arguments, environment) is expected
    assert (settings.RUNNING[0] in settings.list_modules(arguments, environment)) is expected


def test_the_dag_processor_is_warmed_for_parsing_alone(settings: ModuleType) -> None:
    assert settings.list_modules(["airflow", "dag-processor"], {}) == settings.PARSING


@pytest.mark.parametrize("command", ["api-server", "triggerer", "db"])
def test_a_process_that_forks_neither_imports_nothing_more(settings: ModuleType, command: str) -> None:
    assert settings.list_modules(["airflow", command], {}) == ()


def test_what_cannot_be_imported_is_left_to_its_task(
    settings: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    settings.warm(("no_such_module",))
    assert "not warmed: no_such_module" in caplog.text


@pytest.mark.usefixtures("settings")
def test_what_cannot_be_rehearsed_is_left_to_its_task(caplog: pytest.LogCaptureFixture) -> None:
    used = []

    def fail() -> None:
        raise ModuleNotFoundError("sklearn.utils")

    importlib.import_module("pipeline_rehearsal").rehearse((fail, lambda: used.append("the next one")))
    assert used == ["the next one"]
    assert "not rehearsed: fail (sklearn.utils)" in caplog.text


# A process that has been warmed parses the specs and does the work of five tasks.
WORK = """
import os, sys
sys.argv = ["airflow", *os.environ["WARMED"].split()]
import airflow_local_settings
import benchmarks.sides.pipeline
known = set(sys.modules)
from dagspec.build import build_dags
dag = build_dags("dags/configs")["ml_pipeline_advertising"]
dag.resolve_template_files()
if airflow_local_settings.starts_tasks(sys.argv, os.environ):
    benchmarks.sides.pipeline.run("data/advertising.csv", os.environ["PIPELINE_STORAGE"])
print("late:", *sorted(set(sys.modules) - known))
"""


@pytest.mark.parametrize("command", ["scheduler", "dag-processor"])
def test_a_child_finds_everything_imported(tmp_path: Path, command: str) -> None:
    """Specs that were never seen need the most; what is remembered of them needs a part of it."""
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "DAGSPEC_CACHE": str(tmp_path / "cache"),
        "PIPELINE_STORAGE": str(tmp_path / "storage"),
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "deploy" / "airflow")]),
        "WARMED": command,
    }
    work = [sys.executable, "-c", WORK]
    done = subprocess.run(work, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "late:"
    # Airflow decides where its processes write warnings.
    assert "not warmed" not in done.stdout + done.stderr
    assert "not rehearsed" not in done.stdout + done.stderr


# Libraries for linear algebra begin their threads when they are imported, and begin them again after a fork.
REHEARSAL = """
import os, sys, threading
import airflow.sdk, benchmarks.sides.pipeline
from pipeline_rehearsal import FIRST_USES
environment, threads = dict(os.environ), set(os.listdir("/proc/self/task"))
for use in FIRST_USES:
    use()
assert set(os.listdir("/proc/self/task")) == threads, threading.enumerate()
changed = dict(os.environ).items() ^ environment.items()
assert not changed, changed
assert not any(name.startswith("dagspec") for name in sys.modules), "what it knows would be old"
from airflow.sdk.execution_time import comms, task_runner
one, other = (comms.CommsDecoder(socket=None) for _ in range(2))
assert one.body_decoder is other.body_decoder is one.err_decoder
assert task_runner.TypeAdapter(dict) is task_runner.TypeAdapter(dict)
from typing import Annotated
assert task_runner.TypeAdapter(Annotated[int, {"without": "a hash"}]).validate_python("1") == 1
"""


def test_a_rehearsal_works_and_leaves_neither_threads_nor_files(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path / "home"),
        "DO_NOT_TRACK": "1",
        "DAGSPEC_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "deploy" / "airflow")]),
        "TMPDIR": str(tmp_path / "temporary"),
    }
    work = [sys.executable, "-c", REHEARSAL]
    done = subprocess.run(work, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # A record that cannot be written fails no task.
    assert "was not updated" not in done.stdout + done.stderr
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    ("storage", "client"),
    [
        ("s3://bucket/pipeline", ("s3fs",)),
        ("gs://bucket/pipeline", ("gcsfs",)),
        ("/opt/airflow", ()),
        ("file:///opt/airflow", ()),
    ],
)
def test_the_client_of_an_object_store_is_warmed_where_there_is_one(
    settings: ModuleType, storage: str, client: tuple[str, ...]
) -> None:
    found = settings.list_modules(["airflow", "celery", "worker"], {"PIPELINE_STORAGE": storage})
    assert found == settings.PARSING + settings.RUNNING + client


def test_every_client_that_is_warmed_is_in_the_locks(settings: ModuleType) -> None:
    for name in ("airflow.lock", "monitor.lock"):
        lock = (PROJECT / "requirements" / name).read_text("utf-8")
        assert all(f"\n{client}==" in lock for client in settings.STORES.values()), name
