"""Starts Airflow, the monitor and the mail sink, and ends them."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from embedded.airflow_api import AirflowApi
from embedded.credentials import Credentials, write_airflow_logins
from embedded.mail import start_mail_sink
from embedded.processes import Children, hold_lock, read_tail
from embedded.settings import DAG_ID, HOST, PROJECT, Settings, SetupError, build_environment

BIN = Path(sys.executable).parent
START_SECONDS = 300.0
POLL_SECONDS = 0.2
AIRFLOW_PARTS = {
    "api-server": [],
    # It would serve task logs on every interface; here the API server reads them from the same disk.
    "scheduler": ["--skip-serve-logs"],
    "dag-processor": [],
}


class Stack:
    """The running parts."""

    def __init__(self, settings: Settings, credentials: Credentials, children: Children) -> None:
        self.settings = settings
        self.children = children
        self.api = AirflowApi(settings.airflow_url, "admin", credentials.admin_password)

    def start(self) -> None:
        """Starts the parts that a run needs."""
        for part, options in AIRFLOW_PARTS.items():
            self.children.start(part, [str(BIN / "airflow"), part, *options], cwd=PROJECT)
        gunicorn = [str(BIN / "gunicorn"), "-c", "deploy/gunicorn.conf.py", "monitor:create_app()"]
        self.children.start("monitor", gunicorn, cwd=PROJECT)

    def start_triggerer(self) -> None:
        """Starts what deferred tasks wait on; no shipped task defers, so the first run goes ahead of it."""
        self.children.start(
            "triggerer", [str(BIN / "airflow"), "triggerer", "--skip-serve-logs"], cwd=PROJECT
        )

    def wait_until_ready(self) -> None:
        """Returns when a run can be started; SetupError says what went wrong."""
        deadline = time.monotonic() + START_SECONDS
        self.wait_for(self.api.is_up, deadline, "Airflow did not start")
        self.api.log_in()
        self.api.warm_execution()
        self.wait_for(self.has_pipeline, deadline, f"Airflow did not find the DAG {DAG_ID}")

    def has_pipeline(self) -> bool:
        """Whether Airflow has read the pipeline as it is now."""
        return self.api.has_dag(DAG_ID, since=self.settings.started_at)

    def wait_for(self, is_done: Callable[[], bool], deadline: float, failure: str) -> None:
        """Polls until something holds."""
        while not is_done():
            self.children.require_alive()
            if time.monotonic() > deadline:
                raise SetupError(
                    f"{failure} within {START_SECONDS:.0f} s; see the logs in {self.children.log}"
                )
            time.sleep(POLL_SECONDS)


def prepare_database(settings: Settings, environment: dict[str, str], console: Console) -> None:
    """Creates or upgrades Airflow's database, once for each version of Airflow."""
    mark = settings.airflow_home / "database-version"
    wanted = version("apache-airflow-core")
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return
    settings.airflow_home.mkdir(parents=True, exist_ok=True)
    settings.log.mkdir(parents=True, exist_ok=True)
    log = settings.log / "database.log"
    with console.status("Making Airflow's database"), log.open("wb") as output:
        ended = subprocess.run(  # noqa: S603  our own command
            [str(BIN / "airflow"), "db", "migrate"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        raise SetupError(f"Airflow's database could not be made; the end of {log}:\n{read_tail(log)}")
    mark.write_text(wanted, "utf-8")


@contextmanager
def run_stack(settings: Settings, credentials: Credentials, console: Console) -> Iterator[Stack]:
    """A stack that is ready for runs; all of it ends when the block is left."""
    environment = build_environment(settings, credentials)
    with ExitStack() as parts:
        lock = parts.enter_context(hold_lock(settings.storage / "lock"))
        settings.ports.require_free()
        prepare_database(settings, environment, console)
        write_airflow_logins(settings.airflow_home / "passwords.json", credentials)
        sink = start_mail_sink(settings.mail, host=HOST, port=settings.ports.smtp)
        parts.callback(sink.stop)
        children = parts.enter_context(Children(environment, settings.log, lock=lock))
        parts.callback(console.print, "Ending what was started ...")
        stack = Stack(settings, credentials, children)
        parts.callback(stack.api.client.close)
        stack.start()
        with console.status("Starting Airflow, the monitor and the mail sink"):
            stack.wait_until_ready()
        yield stack
