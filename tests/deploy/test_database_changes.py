"""What asks for the scheduler is seen in a real database of Airflow, on SQLite and on PostgreSQL."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from tests.deploy.airflow_database import POSTGRES, SQLITE
from tests.deploy.conftest import AirflowDatabase

FOLDER = Path(__file__).parents[2] / "deploy" / "airflow"
RUN = text("""
    INSERT INTO dag_run (dag_id, run_id, run_type, run_after, logical_date, state)
    VALUES ('ads', :run, 'manual', :at, :at, :state)
""")
TASK = text("""
    INSERT INTO task_instance (id, dag_id, run_id, task_id, state, try_number, pool, pool_slots)
    VALUES (:id, 'ads', :run, :task, :state, 1, 'default_pool', 1)
""")
MANY_RUNS = """
    INSERT INTO dag_run (dag_id, run_id, run_type, run_after, logical_date, state)
    SELECT 'ads', number, 'manual', now(), now() + number * interval '1 day', 'success'
    FROM generate_series(1, 2000) AS number
"""
MANY_TASKS = """
    INSERT INTO task_instance (id, dag_id, run_id, task_id, state, try_number, pool, pool_slots)
    SELECT gen_random_uuid(), 'ads', run_id, task, 'success', 1, 'default_pool', 1
    FROM dag_run, generate_series(1, 3) AS task WHERE state = 'success' AND run_id <> 'before'
"""


@pytest.fixture(scope="module")
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("database_changes", FOLDER / "database_changes.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def engine(airflow_database: AirflowDatabase) -> Iterator[Engine]:
    """The API server's side of a database as Airflow makes it."""
    engine = create_engine(airflow_database.url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: Engine) -> Iterator[Connection]:
    """A run with a task that runs and one that waits, and a run that has ended."""
    with engine.connect() as connection:
        connection.execute(text("DELETE FROM task_instance"))
        connection.execute(text("DELETE FROM dag_run"))
        add_run(connection, "now", "running", load="running", train=None)
        add_run(connection, "before", "success", load="success")
        yield connection


def add_run(connection: Connection, run: str, state: str, **tasks: str | None) -> None:
    day = connection.execute(text("SELECT count(*) FROM dag_run")).scalar_one() + 1
    connection.execute(RUN, {"run": run, "at": f"2026-01-0{day} 00:00:00+00:00", "state": state})
    for task, its_state in tasks.items():
        connection.execute(TASK, {"id": uuid4().hex, "run": run, "task": task, "state": its_state})


@pytest.fixture
def changes(module: ModuleType, engine: Engine, database: Connection) -> Iterator[Any]:
    """The scheduler's side, which has looked once."""
    if engine.name == "sqlite":
        made = module.SqliteChanges(Path(str(engine.url.database)))
        assert made.come()
        yield made
        return
    own = create_engine(engine.url)
    made = module.PostgresChanges(own)
    assert made.come()
    yield made
    made.close()
    own.dispose()


def set_state(database: Connection, table: str, state: str | None, **which: str) -> None:
    where = " AND ".join(f"{name} = :{name}" for name in which)
    statement = f"UPDATE {table} SET state = :state WHERE {where}"  # noqa: S608  names of this file
    database.execute(text(statement), {"state": state, **which})


def test_nothing_comes_where_nothing_is_written(changes: Any) -> None:
    assert not changes.come()


@pytest.mark.parametrize(
    ("table", "which", "state"),
    [
        ("task_instance", "load", "success"),
        ("task_instance", "load", "failed"),
        ("task_instance", "train", "skipped"),
        ("task_instance", "load", "up_for_retry"),
        ("task_instance", "load", "deferred"),
        ("dag_run", "now", "failed"),
        ("dag_run", "before", "queued"),
        ("dag_run", "before", "running"),
    ],
)
def test_what_ends_or_begins_comes_once(
    changes: Any, database: Connection, table: str, which: str, state: str
) -> None:
    column = {"task_id": which, "run_id": "now"} if table == "task_instance" else {"run_id": which}
    set_state(database, table, state, **column)
    assert changes.come()
    assert not changes.come()


@pytest.mark.parametrize("state", ["scheduled", "queued", "running"])
def test_what_the_scheduler_has_caused_itself_does_not_come(
    changes: Any, database: Connection, state: str
) -> None:
    set_state(database, "task_instance", state, task_id="train")
    assert not changes.come()


def test_what_the_scheduler_cannot_use_does_not_come(changes: Any, database: Connection) -> None:
    database.execute(text("UPDATE task_instance SET last_heartbeat_at = '2026-01-01 00:00:00+00:00'"))
    set_state(database, "task_instance", "failed", run_id="before")
    assert not changes.come()


def test_a_cleared_task_comes(changes: Any, database: Connection) -> None:
    set_state(database, "task_instance", "success", task_id="load", run_id="now")
    assert changes.come()
    set_state(database, "task_instance", None, task_id="load", run_id="now")
    assert changes.come()


@pytest.mark.parametrize("airflow_database", [SQLITE], indirect=True)
def test_no_question_reads_all_runs_there_ever_were(module: ModuleType, database: Connection) -> None:
    """SQLite reads the plan of each step aloud: by which index, or that it scans the table."""
    steps = database.execute(text(f"EXPLAIN QUERY PLAN {module.SQLITE_COUNTS}")).scalars("detail").all()
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN CONSTANT ROW", "SCAN counted"]
    assert sum("(dag_id=? AND run_id=?)" in step for step in steps) == 1


@pytest.mark.parametrize("airflow_database", [POSTGRES], indirect=True)
def test_postgres_reads_no_table_when_there_are_many_runs(module: ModuleType, database: Connection) -> None:
    database.execute(text(MANY_RUNS))
    database.execute(text(MANY_TASKS))
    database.execute(text("ANALYZE dag_run, task_instance"))
    plan = database.execute(text(f"EXPLAIN {module.POSTGRES_COUNTS}")).scalars().all()
    assert not [step for step in plan if "Seq Scan" in step], plan


@pytest.mark.parametrize("airflow_database", [SQLITE], indirect=True)
def test_the_path_of_a_file_may_hold_any_character(
    module: ModuleType, engine: Engine, tmp_path: Path
) -> None:
    place = tmp_path / "100%20? #1"
    place.mkdir()
    shutil.copy(str(engine.url.database), place / "airflow.db")
    assert module.SqliteChanges(place / "airflow.db").come()


@pytest.mark.parametrize("airflow_database", [POSTGRES], indirect=True)
def test_a_connection_that_breaks_is_replaced(changes: Any, database: Connection) -> None:
    others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    assert database.execute(text(f"SELECT pg_terminate_backend(pid) {others}")).scalars().all()
    assert changes.come()  # Airflow is to see for itself what is wrong
    assert not changes.come()
    set_state(database, "task_instance", "success", task_id="load", run_id="now")
    assert changes.come()


@pytest.mark.parametrize("airflow_database", [POSTGRES], indirect=True)
def test_a_database_that_cannot_be_asked_is_not_asked_all_the_time(
    module: ModuleType, changes: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(module.time, "sleep", pauses.append)
    monkeypatch.setattr(module, "POSTGRES_VERSION", text("SELECT no_such_column"))
    assert [changes.come() for _ in range(3)] == [True, True, True]
    assert pauses == [1.0, 1.0]
    assert "no_such_column" in caplog.text
    monkeypatch.undo()
    assert not changes.come()
