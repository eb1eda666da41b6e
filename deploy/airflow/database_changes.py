"""What has changed in Airflow's database since the last look, as far as it gives the scheduler work.

A look costs little while nobody writes: both databases tell at once whether anything was written at all.
"""

import logging
import sqlite3
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

# What asks for the scheduler: runs that begin or end, and tasks of theirs that have left their processes. Not
# what it causes itself: a task that it has queued runs without it.
COUNTS = """
    SELECT
        (SELECT count(*) FROM dag_run WHERE state = 'queued'),
        (SELECT count(*) FROM dag_run WHERE state = 'running'),
        (SELECT {join}(state || ' ' || tasks, ', ') FROM (
            SELECT task.state, count(*) AS tasks
            FROM dag_run AS run JOIN task_instance AS task {index} USING (dag_id, run_id)
            WHERE run.state = 'running' AND task.state NOT IN ('scheduled', 'queued', 'running', 'restarting')
            GROUP BY task.state ORDER BY task.state
        ) AS counted)
"""
# Left to choose the index, SQLite would look at all runs there ever were.
SQLITE_COUNTS = COUNTS.format(join="group_concat", index="INDEXED BY ti_dag_run")
POSTGRES_COUNTS = text(COUNTS.format(join="string_agg", index=""))
# Which transactions are under way or have ended: another answer when one that writes has ended.
POSTGRES_VERSION = text("SELECT CAST(pg_current_snapshot() AS text)")

# As long as Airflow's own sleep.
BROKEN_PAUSE = 1.0


class Changes(ABC):
    """What has changed since the last look."""

    pause: ClassVar[float]
    """Seconds between two looks, so that they cost next to nothing."""

    def __init__(self) -> None:
        self._version: object = None
        self._counts: object = None
        self._seen: object = None

    def come(self) -> bool:
        """Whether there is something that was not there when it was last asked for."""
        version = self.read_version()
        if version != self._version:
            self._version, self._counts = version, self.read_counts()
        if self._counts == self._seen:
            return False
        self._seen = self._counts
        return True

    @abstractmethod
    def read_version(self) -> object:
        """What differs when something was written since."""

    @abstractmethod
    def read_counts(self) -> object:
        """How many runs and tasks there are of what asks for the scheduler."""


class SqliteChanges(Changes):
    """Those of a file of SQLite."""

    pause = 0.002

    def __init__(self, path: Path) -> None:
        super().__init__()
        address = f"{path.absolute().as_uri()}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, timeout=60, isolation_level=None)

    def read_version(self) -> object:
        """Changes when another connection has written."""
        return self._connection.execute("PRAGMA data_version").fetchone()

    def read_counts(self) -> object:
        """By Airflow's index, whose name a test would miss."""
        return self._connection.execute(SQLITE_COUNTS).fetchone()


class PostgresChanges(Changes):
    """Those of a database of PostgreSQL, by one connection of Airflow's own pool."""

    pause = 0.005

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._is_broken = False
        self._connection: Connection | None = None

    def come(self) -> bool:
        """Also when the database cannot be asked: Airflow's next question tells of it, and deals with it."""
        try:
            has_come = super().come()
        except DBAPIError as error:
            logging.getLogger(__name__).warning("the database cannot be asked what has changed: %s", error)
            self.close()
            if self._is_broken:  # Airflow's connections may be sound: it must not look all the time
                time.sleep(BROKEN_PAUSE)
            self._is_broken = True
            return True
        self._is_broken = False
        return has_come

    def read_version(self) -> object:
        """Changes when a transaction that writes has begun or ended, whoever's it is."""
        return self._connect().execute(POSTGRES_VERSION).scalar_one()

    def read_counts(self) -> object:
        """The row itself, and not what belongs to its cursor."""
        return tuple(self._connect().execute(POSTGRES_COUNTS).one())

    def close(self) -> None:
        """Gives the connection up; the next question opens another."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None

    def _connect(self) -> Connection:
        # Without a transaction, as an open one would keep PostgreSQL from clearing up after others.
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection
