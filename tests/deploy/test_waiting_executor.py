"""The scheduler of one machine waits until there is something to do, on a real database of Airflow."""

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "deploy" / "airflow"


@pytest.fixture(scope="module")
def executor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("waiting_executor", FOLDER / "waiting_executor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as Airflow makes it."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {**os.environ, "AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    subprocess.run(command, env=environment, capture_output=True, check=True)
    return home / "airflow.db"


@pytest.fixture
def database(empty: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The API server's side: a run with a task that runs and one that waits, and a run that has ended."""
    shutil.copy(empty, tmp_path / "airflow.db")
    connection = sqlite3.connect(tmp_path / "airflow.db", isolation_level=None)
    for run, state in (("now", "running"), ("before", "success")):
        insert(connection, "dag_run", dag_id="ads", run_id=run, logical_date=run, state=state)
    insert(connection, "task_instance", id=1, dag_id="ads", run_id="now", task_id="load", state="running")
    insert(connection, "task_instance", id=2, dag_id="ads", run_id="now", task_id="train")
    insert(connection, "task_instance", id=3, dag_id="ads", run_id="before", task_id="load", state="success")
    yield connection
    connection.close()


def insert(connection: sqlite3.Connection, table: str, **values: Any) -> None:
    """Insert a row; what the table wants besides is left empty."""
    columns = connection.execute(f"pragma table_info({table})").fetchall()
    row = {name: "" for _, name, _, is_wanted, default, _ in columns if is_wanted and default is None}
    row |= {"id": None} if table == "dag_run" else {}
    row |= values
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    statement = f"insert into {table} ({names}) values ({marks})"  # noqa: S608  names of Airflow's own
    connection.execute(statement, list(row.values()))


@pytest.fixture
def changes(executor: ModuleType, database: sqlite3.Connection, tmp_path: Path) -> Any:
    """The scheduler's side, which has looked once."""
    made = executor.Changes(tmp_path / "airflow.db")
    assert made.come()
    return made


def test_a_path_may_hold_any_character(executor: ModuleType, empty: Path, tmp_path: Path) -> None:
    place = tmp_path / "100%20? #1"
    place.mkdir()
    shutil.copy(empty, place / "airflow.db")
    assert executor.Changes(place / "airflow.db").come()


def test_nothing_comes_where_nothing_is_written(changes: Any) -> None:
    assert not changes.come()


@pytest.mark.parametrize(
    "statement",
    [
        "update task_instance set state = 'success' where id = 1",
        "update task_instance set state = 'failed' where id = 1",
        "update task_instance set state = 'skipped' where id = 2",
        "update task_instance set state = 'up_for_retry' where id = 1",
        "update task_instance set state = 'deferred' where id = 1",
        "update dag_run set state = 'failed' where run_id = 'now'",
        "update dag_run set state = 'queued' where run_id = 'before'",
        "update dag_run set state = 'running' where run_id = 'before'",
    ],
)
def test_what_ends_or_begins_comes_once(changes: Any, database: sqlite3.Connection, statement: str) -> None:
    database.execute(statement)
    assert changes.come()
    assert not changes.come()


@pytest.mark.parametrize(
    "statement",
    [
        "update task_instance set state = 'scheduled' where id = 2",
        "update task_instance set state = 'queued' where id = 2",
        "update task_instance set state = 'running' where id = 2",
        "update task_instance set last_heartbeat_at = '2026-01-01' where id = 1",
        "update task_instance set state = 'failed' where id = 3",
    ],
)
def test_what_the_scheduler_has_caused_itself_or_cannot_use_does_not_come(
    changes: Any, database: sqlite3.Connection, statement: str
) -> None:
    database.execute(statement)
    assert not changes.come()


def test_a_cleared_task_comes(changes: Any, database: sqlite3.Connection) -> None:
    database.execute("update task_instance set state = 'success' where id = 1")
    assert changes.come()
    database.execute("update task_instance set state = null where id = 1")
    assert changes.come()


def test_no_question_reads_all_runs_there_ever_were(
    executor: ModuleType, database: sqlite3.Connection
) -> None:
    """SQLite reads the plan of each step aloud: by which index, or that it scans the table."""
    plan = [step for *_, step in database.execute(f"explain query plan {executor.CHANGES}")]
    tables = [step for step in plan if step.startswith(("SCAN", "SEARCH")) and "(subquery" not in step]
    assert [step for step in tables if step.startswith("SCAN")] == ["SCAN CONSTANT ROW"]
    assert sum("(dag_id=? AND run_id=?)" in step for step in tables) == 1


# In a process of its own, as it forks workers. Without a change it would wait for a minute.
WAIT = """
import os, sqlite3, sys, threading, time
import waiting_executor
waiting_executor.LONGEST_WAIT = float(sys.argv[1])
executor = waiting_executor.WaitingExecutor(parallelism=1)
executor.start()
executor.sync()
def end_task():
    with sqlite3.connect(os.environ["DATABASE"]) as connection:
        connection.execute("update task_instance set state = 'success' where id = 1")
def fail_worker():
    executor.result_queue.put((("ads", "load", "now", 1, -1), "failed", None))
def succeed():
    executor.result_queue.put((("ads", "load", "now", 1, -1), "success", None))
for word in sys.argv[2:]:
    threading.Timer(0.3, {"end": end_task, "fail": fail_worker, "succeed": succeed}[word]).start()
since = time.monotonic()
executor.sync()
print("waited", time.monotonic() - since)
executor.end()
"""


def wait(database: Path, *words: str) -> float:
    """The seconds that the process's second look took."""
    environment = {
        **os.environ,
        "DATABASE": str(database),
        "AIRFLOW_HOME": str(database.parent),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database}?timeout=60",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(FOLDER)]),
    }
    command = [sys.executable, "-c", WAIT, *words]
    done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=True)
    return next(float(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("waited "))


@pytest.mark.usefixtures("database")
def test_the_end_of_a_task_wakes_the_scheduler(tmp_path: Path) -> None:
    assert 0.1 < wait(tmp_path / "airflow.db", "60", "end") < 30


@pytest.mark.usefixtures("database")
def test_a_worker_that_fails_wakes_the_scheduler(tmp_path: Path) -> None:
    assert 0.1 < wait(tmp_path / "airflow.db", "60", "fail") < 30


@pytest.mark.usefixtures("database")
def test_a_worker_whose_task_has_ended_does_not(tmp_path: Path) -> None:
    assert 2 <= wait(tmp_path / "airflow.db", "2", "succeed") < 30


@pytest.mark.usefixtures("database")
def test_without_a_change_the_scheduler_looks_when_the_time_is_up(tmp_path: Path) -> None:
    assert 0.4 <= wait(tmp_path / "airflow.db", "0.4") < 30


def test_another_database_is_refused(executor: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg2://me:secret@host/airflow"
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", url)
    with pytest.raises(Exception, match=r"expected sql_alchemy_conn to name a file of SQLite") as raised:
        executor.WaitingExecutor(parallelism=1).start()
    assert "me:***@host" in str(raised.value)
