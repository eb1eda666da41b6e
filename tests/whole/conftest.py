"""A whole Airflow in a fresh home, with the monitor and the mail sink, shared by the tests here."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from embedded.airflow_api import Run
from embedded.credentials import Credentials
from embedded.settings import DAG_ID, HOST, Ports, Settings
from embedded.stack import Stack, run_stack
from tests.stack.servers import find_free_ports

RUN_SECONDS = 120


@dataclass(frozen=True)
class Pipeline:
    """A running stack and what the tests ask of it."""

    stack: Stack
    settings: Settings

    def run(self, dag_id: str = DAG_ID) -> Run:
        """Runs a DAG to its end."""
        return self.wait(dag_id, self.stack.api.trigger(dag_id))

    def wait(self, dag_id: str, run: Run) -> Run:
        """Waits for the end of a run."""
        deadline = time.monotonic() + RUN_SECONDS
        while not run.is_finished:
            assert time.monotonic() < deadline, f"{dag_id} did not end: {self.states(dag_id, run)}"
            time.sleep(0.2)
            run = self.stack.api.get_run(dag_id, run.run_id)
        return run

    def states(self, dag_id: str, run: Run) -> dict[str, str | None]:
        """The state of each task."""
        return self.stack.api.get_task_states(dag_id, run.run_id)


def wait_until(is_done: Callable[[], object], seconds: float = 30) -> object:
    """The first true answer."""
    deadline = time.monotonic() + seconds
    while not (answer := is_done()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return answer


@pytest.fixture(scope="session")
def wait() -> Callable[..., object]:
    return wait_until


@dataclass(frozen=True)
class Fault:
    """What is wrong in a copy of the shipped spec; a setting that is None is left out."""

    task_id: str
    task: dict = field(default_factory=dict)
    dag: dict = field(default_factory=dict)


def in_shell(command: str) -> dict:
    """A task that runs a command instead of its function."""
    operator = "airflow.providers.standard.operators.bash.BashOperator"
    return {"operator": operator, "bash_command": command, "python_callable": None, "op_kwargs": None}


# One fault for each step, all from what a user may write or meet.
STEPS = {
    "start_pipeline": {"bash_command": "echo 'no disk left' >&2; exit 7"},
    "load_data": {"op_kwargs": {"source": "/nowhere/advertising.csv"}},
    "data_preprocessing": {"op_kwargs": {"test_size": "{{ 1.5 }}"}},  # written plainly, the check refuses it
    "separate_data": {"op_kwargs": {"data": "/nowhere/preprocessed.pkl"}},
    "build_model": {"op_kwargs": {"max_iterations": 1}},
    "evaluate_model": {"op_kwargs": {"folds": "{{ 1 }}"}},
    "model_summary": {"op_kwargs": {"minimum_scores": {"accuracy": 0.9999}}},
}
FAULTS = {step: Fault(step, settings) for step, settings in STEPS.items()} | {
    "send_success_email": Fault("send_success_email", {"conn_id": "smtp_down"}),
    "trigger_flask_api": Fault("trigger_flask_api", {"http_conn_id": "monitor_down"}),
    # As the kernel does it when the memory is full: the process of the task is gone without a word.
    "killed": Fault("build_model", in_shell("kill -9 $PPID")),
    "hanging": Fault("build_model", in_shell("sleep 100") | {"execution_timeout": "3s"}),
    "endless": Fault("start_pipeline", {"bash_command": "sleep 100"}, {"dagrun_timeout": "5s"}),
    # Airflow never starts a task of a pool that is not there.
    "waiting": Fault("start_pipeline", {"pool": "not_there"}, {"dagrun_timeout": "5s"}),
    # The fixture failed_runs puts a file in the way.
    "no_records": Fault("load_data"),
}


def write_faulty_spec(folder: Path, spec: dict, name: str, storage: Path) -> None:
    """A copy of the shipped spec with one fault, and a storage of its own."""
    fault = FAULTS[name]
    text = yaml.safe_dump(spec).replace("${PIPELINE_STORAGE:-/opt/airflow}", str(storage))
    config = yaml.safe_load(text)[DAG_ID] | fault.dag
    config["default_args"]["retries"] = 0
    task = next(task for task in config["tasks"] if task["task_id"] == fault.task_id)
    for key, value in fault.task.items():
        task[key] = {**task[key], **value} if isinstance(value, dict) else value
        if value is None:
            del task[key]
    (folder / f"fails_at_{name}.yaml").write_text(yaml.safe_dump({f"fails_at_{name}": config}))


def copy_dags(project: Path, folder: Path, storage: Path) -> None:
    """The DAG folder of the project, and a failing copy of the pipeline for each fault."""
    shutil.copytree(project / "dags", folder, ignore=shutil.ignore_patterns("__pycache__"))
    spec = yaml.safe_load((folder / "configs" / f"{DAG_ID}.yaml").read_text())
    for name in FAULTS:
        write_faulty_spec(folder / "configs", spec, name, storage / f"fails_at_{name}")


@pytest.fixture(scope="session")
def pipeline(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    home = tmp_path_factory.mktemp("whole")
    airflow, monitor, smtp, closed = find_free_ports(4)
    settings = Settings(
        ports=Ports(airflow=airflow, monitor=monitor, smtp=smtp),
        storage=home / "var",
        dags=home / "dags",
        data=str(project / "data" / "advertising.csv"),
    )
    copy_dags(project, settings.dags, settings.storage)
    mail = {"disable_ssl": True, "disable_tls": True, "timeout": 2, "retry_limit": 0}
    down = {
        "AIRFLOW_CONN_SMTP_DOWN": {"conn_type": "smtp", "host": HOST, "port": closed, "extra": mail},
        "AIRFLOW_CONN_MONITOR_DOWN": {"conn_type": "http", "host": HOST, "port": closed},
    }
    os.environ.update({name: json.dumps(connection) for name, connection in down.items()})
    credentials = Credentials()
    with run_stack(settings, credentials, Console(quiet=True)) as stack:
        yield Pipeline(stack, settings)
