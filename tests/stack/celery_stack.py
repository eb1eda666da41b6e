"""Airflow with the CeleryExecutor and several workers as plain processes; no Docker."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from embedded.airflow_api import AirflowApi, Run
from embedded.credentials import Credentials, write_airflow_logins
from embedded.mail import start_mail_sink
from embedded.processes import Children
from embedded.settings import DAG_ID, HOST, PROJECT, Ports, Settings, build_environment
from embedded.stack import Stack, prepare_database
from tests.stack.servers import Servers, find_free_ports

BIN = Path(sys.executable).parent
RUN_SECONDS = 120
# Two workers of one machine share its host name, so each is told the name it reports for its tasks.
NAMES = "import os, socket\n\n\ndef name():\n    return os.environ.get('WORKER_NAME', socket.gethostname())\n"


@dataclass(frozen=True)
class CeleryStack:
    """A running stack and what one asks of it."""

    settings: Settings
    api: AirflowApi
    children: Children

    def run(self, dag_id: str = DAG_ID) -> Run:
        """Runs a DAG to its end."""
        run = self.api.trigger(dag_id)
        deadline = time.monotonic() + RUN_SECONDS
        while not run.is_finished:
            self.children.require_alive()
            assert time.monotonic() < deadline, f"{dag_id} did not end: {self.workers(run, dag_id)}"
            time.sleep(0.1)
            run = self.api.get_run(dag_id, run.run_id)
        return run

    def workers(self, run: Run, dag_id: str = DAG_ID) -> dict[str, tuple[str, str]]:
        """The state and the worker of each task."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run.run_id}/taskInstances"
        tasks = self.api.client.get(path).raise_for_status().json()["task_instances"]
        return {task["task_id"]: (task["state"], task["hostname"]) for task in tasks}


def build_celery_environment(servers: Servers, folder: Path) -> dict[str, str]:
    """What differs from the embedded stack."""
    return {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0",
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "worker_name.name",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": servers.database,
        "AIRFLOW__CELERY__BROKER_URL": servers.broker,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{servers.database}",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "4",
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "3600",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": f"{PROJECT}:{PROJECT / 'deploy' / 'airflow'}:{folder}",
    }


@contextmanager
def run_celery_stack(
    servers: Servers, folder: Path, *, workers: int = 2, overrides: Mapping[str, str] | None = None
) -> Iterator[CeleryStack]:
    """A stack that is ready for runs; the overrides are laid over every part's environment."""
    airflow, monitor, smtp, *log_ports = find_free_ports(3 + workers)
    settings = Settings(Ports(airflow=airflow, monitor=monitor, smtp=smtp), storage=folder / "storage")
    credentials = Credentials()
    (folder / "worker_name.py").write_text(NAMES, encoding="utf-8")
    environment = build_environment(settings, credentials) | build_celery_environment(servers, folder)
    environment |= overrides or {}
    prepare_database(settings, environment, Console(quiet=True))
    write_airflow_logins(settings.airflow_home / "passwords.json", credentials)
    with ExitStack() as parts:
        parts.callback(start_mail_sink(settings.mail, host=HOST, port=smtp).stop)
        children = parts.enter_context(Children(environment, settings.log))
        stack = Stack(settings, credentials, children)
        parts.enter_context(stack.api.client)
        stack.start()
        for number, port in enumerate(log_ports, start=1):
            start_worker(children, f"worker-{number}", port, settings.airflow_home)
        stack.wait_until_ready()
        yield CeleryStack(settings, stack.api, children)


def start_worker(children: Children, name: str, log_port: int, home: Path) -> None:
    """Starts one Celery worker under a name of its own."""
    own = [f"WORKER_NAME={name}", f"AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT={log_port}"]
    worker = ["celery", "worker", "--celery-hostname", name, "--pid", str(home / f"{name}.pid")]
    children.start(name, ["env", *own, str(BIN / "airflow"), *worker], cwd=PROJECT)
