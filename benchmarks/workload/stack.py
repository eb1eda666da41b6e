"""A whole Airflow with the monitor and a mail sink, in the project's way or with Airflow's defaults."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.measurement import PROJECT, MeasurementError
from embedded.airflow_api import Run
from embedded.credentials import Credentials, write_airflow_logins
from embedded.mail import start_mail_sink
from embedded.processes import Children
from embedded.settings import DAG_ID, HOST, Ports, Settings, build_environment
from embedded.stack import START_SECONDS, Stack, prepare_database
from tests.stack.celery_stack import start_worker
from tests.stack.servers import find_free_ports

PLAIN_DAGS = Path(__file__).with_name("plain")
PLAIN_DAG_ID = "plain_pipeline"
RUN_SECONDS = 300.0
# What the project sets for speed: the plain recipe leaves it as Airflow ships it, or as the caller has it.
TUNED = (
    "AIRFLOW__CORE__EXECUTOR",
    "AIRFLOW__CORE__PARALLELISM",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL",
    "AIRFLOW__SDK__COORDINATORS",
    "AIRFLOW__SDK__QUEUE_TO_COORDINATOR",
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "SHLVL",
)


@dataclass(frozen=True)
class Way:
    """Which DAG is run, and under which environment."""

    dag_id: str
    dags: Path
    is_tuned: bool

    def change(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The embedded stack's environment, made this way's own."""
        if self.is_tuned:
            return dict(environment)
        source = {"AIRFLOW_VAR_SOURCE": environment["PIPELINE_DATA"]}
        return untune(environment) | source | {"PYTHONPATH": str(PROJECT)}


def untune(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what the project sets for speed."""
    callers = {name: os.environ[name] for name in TUNED if name in os.environ}
    return {name: value for name, value in environment.items() if name not in TUNED} | callers


OURS = Way(DAG_ID, PROJECT / "dags", is_tuned=True)
PLAIN = Way(PLAIN_DAG_ID, PLAIN_DAGS, is_tuned=False)


@dataclass(frozen=True)
class RunningStack:
    """A stack that is ready for runs."""

    stack: Stack
    dag_id: str

    def run(self) -> float:
        """The seconds of one run, from its start to its end as Airflow tells them."""
        run = self.stack.api.trigger(self.dag_id)
        deadline = time.monotonic() + RUN_SECONDS
        while not run.is_finished:
            if time.monotonic() > deadline:
                raise MeasurementError(f"{self.dag_id} did not end: {self.states(run)}")
            time.sleep(0.5)  # Airflow knows the exact end, and each look takes its API server from the tasks
            run = self.stack.api.get_run(self.dag_id, run.run_id)
        if run.state != "success" or run.seconds is None:
            raise MeasurementError(f"{self.dag_id} ended {run.state}: {self.states(run)}")
        return run.seconds

    def states(self, run: Run) -> dict[str, str | None]:
        """The state of each task."""
        return self.stack.api.get_task_states(self.dag_id, run.run_id)


@contextmanager
def start_stack(
    way: Way, home: Path, more: Mapping[str, str] | None = None, workers: int = 0
) -> Iterator[RunningStack]:
    """The parts of the embedded stack, with Celery workers if any are wanted."""
    airflow, monitor, smtp, *log_ports = find_free_ports(3 + workers)
    ports = Ports(airflow=airflow, monitor=monitor, smtp=smtp)
    settings = Settings(ports=ports, storage=home / "var", dags=way.dags)
    credentials = Credentials()
    environment = way.change(build_environment(settings, credentials)) | dict(more or {})
    prepare_database(settings, environment, Console(quiet=True))
    write_airflow_logins(settings.airflow_home / "passwords.json", credentials)
    with ExitStack() as parts:
        sink = start_mail_sink(settings.mail, host=HOST, port=ports.smtp)
        parts.callback(sink.stop)
        children = parts.enter_context(Children(environment, settings.log))
        stack = Stack(settings, credentials, children)
        stack.start()
        for number, port in enumerate(log_ports):
            start_worker(children, f"worker-{number}", port, settings.airflow_home)
        wait_until_ready(stack, way.dag_id)
        yield RunningStack(stack, way.dag_id)


def wait_until_ready(stack: Stack, dag_id: str) -> None:
    """Returns when Airflow knows the DAG."""
    deadline = time.monotonic() + START_SECONDS
    stack.wait_for(stack.api.is_up, deadline, "Airflow did not start")
    stack.api.log_in()
    stack.api.warm_execution()
    since = stack.settings.started_at
    stack.wait_for(lambda: stack.api.has_dag(dag_id, since=since), deadline, f"{dag_id} was not found")
