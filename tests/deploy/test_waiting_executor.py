"""The scheduler waits in its executor until there is something to do, on real databases of Airflow."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.airflow_database import POSTGRES, SQLITE, run_database

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "deploy" / "airflow"
LOCAL = "LocalExecutor:waiting_executor.WaitingLocalExecutor"
CELERY = "CeleryExecutor:waiting_celery_executor.WaitingCeleryExecutor"


@dataclass(frozen=True)
class Place:
    """An executor and the database that it waits for."""

    executor: str
    home: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """Airflow's settings for it."""
        return {
            **os.environ,
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__EXECUTOR": self.executor,
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": self.url,
            "PYTHONPATH": os.pathsep.join([str(PROJECT), str(FOLDER)]),
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs Python with these settings."""
        return subprocess.run(
            [sys.executable, *command],
            env=self.environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )

    def wait(self, seconds: float, *words: str) -> float:
        """The seconds that the second look took, which waits so long for a change at most."""
        done = self.run("-c", WAIT, str(seconds), *words)
        waited = [float(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("waited ")]
        assert waited, done.stderr
        return waited[0]


@pytest.fixture(scope="module", params=[SQLITE, POSTGRES])
def place(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    require_program: Callable[[str], str],
) -> Iterator[Place]:
    """An executor and its database as Airflow makes it."""
    home = tmp_path_factory.mktemp("airflow")
    with run_database(request.param, home, require_program) as url:
        yield Place(LOCAL if request.param == SQLITE else CELERY, home, url)


# In a process of its own, as it forks workers.
WAIT = """
import sys, threading, time
from airflow import settings
from airflow.executors.executor_loader import ExecutorLoader
from airflow.models.taskinstancekey import TaskInstanceKey
from sqlalchemy import text
import waiting_executor
waiting_executor.LONGEST_WAIT = float(sys.argv[1])
executor = ExecutorLoader.get_default_executor()
executor.start()
executor.heartbeat()
key = TaskInstanceKey("ads", "load", "now", 1, -1)
def begin_run():
    statement = "INSERT INTO dag_run (dag_id, run_id, run_type, run_after, state)"
    values = "VALUES ('ads', :run, 'manual', '2026-01-01 00:00:00+00:00', 'queued')"
    with settings.get_engine().begin() as connection:
        connection.execute(text(f"{statement} {values}"), {"run": str(time.time())})
def report(state):
    if hasattr(executor, "result_queue"):
        executor.result_queue.put((key, state, None))
    else:
        executor.change_state(key, state)
actions = {"begin": begin_run, "fail": lambda: report("failed"), "succeed": lambda: report("success")}
if "burst" in sys.argv:
    executor.queued_tasks.update(dict.fromkeys(range(16)))
    executor.trigger_tasks = lambda open_slots: executor.queued_tasks.clear()
since = time.monotonic()
for word in set(sys.argv[2:]) & set(actions):
    threading.Timer(0.3, actions[word]).start()
executor.heartbeat()
print("waited", time.monotonic() - since)
executor.end()
"""


def test_a_change_wakes_the_scheduler(place: Place) -> None:
    assert 0.1 < place.wait(60, "begin") < 30


def test_a_worker_that_fails_wakes_the_scheduler(place: Place) -> None:
    assert 0.1 < place.wait(60, "fail") < 30


def test_a_worker_whose_task_has_ended_does_not(place: Place) -> None:
    assert 2 <= place.wait(2, "succeed") < 30


def test_a_round_that_has_queued_all_it_may_is_followed_by_another_at_once(place: Place) -> None:
    assert place.wait(60, "burst") < 30


def test_without_a_change_the_scheduler_looks_when_the_time_is_up(place: Place) -> None:
    assert 0.4 <= place.wait(0.4) < 30


@pytest.mark.parametrize(
    ("executor", "url", "told"),
    [
        (LOCAL, "postgresql+psycopg://me:secret@host/airflow", "a file of SQLite; use LocalExecutor for"),
        (
            CELERY,
            "mysql+mysqldb://me:secret@host/airflow",
            "a database of PostgreSQL; use CeleryExecutor for",
        ),
    ],
)
def test_another_database_is_refused(tmp_path: Path, executor: str, url: str, told: str) -> None:
    place = Place(executor, tmp_path, "sqlite://")
    start = f"import os; os.environ['AIRFLOW__DATABASE__SQL_ALCHEMY_CONN'] = '{url}'; executor.start()"
    load = "from airflow.executors.executor_loader import ExecutorLoader"
    done = place.run("-c", f"{load}; executor = ExecutorLoader.get_default_executor(); {start}")
    assert f"expected sql_alchemy_conn to name {told}" in done.stderr
    assert "me:***@host" in done.stderr
    assert "secret@" not in done.stderr
