"""The executor of one machine: while nothing has changed in the database, the scheduler waits in it.

Airflow's scheduler looks for work, sleeps for `scheduler_idle_sleep_time`, and looks again. A short sleep
takes half a processor for nothing, a long one is waited out after each task. The API server writes to the
database when a task ends, and SQLite tells in microseconds whether another process has written to it.
"""

import sqlite3
import time
from pathlib import Path

from airflow.exceptions import AirflowConfigException
from airflow.executors.local_executor import LocalExecutor
from airflow.utils.state import TaskInstanceState
from sqlalchemy import make_url

# As long as Airflow's own sleep: what no change announces (a schedule, a retry's delay) is looked for then.
LONGEST_WAIT = 1.0
# Between two questions whether something was written.
PAUSE = 0.002
# What asks for the scheduler: runs that begin or end, and tasks of theirs that have left their processes. Not
# what it causes itself: a task that it has queued runs without it. Left to choose the index, SQLite would
# look at all runs there ever were.
CHANGES = """
    SELECT
        (SELECT count(*) FROM dag_run WHERE state = 'queued'),
        (SELECT count(*) FROM dag_run WHERE state = 'running'),
        (SELECT group_concat(state || ' ' || tasks) FROM (
            SELECT task.state, count(*) AS tasks
            FROM dag_run AS run JOIN task_instance AS task INDEXED BY ti_dag_run USING (dag_id, run_id)
            WHERE run.state = 'running' AND task.state NOT IN ('scheduled', 'queued', 'running', 'restarting')
            GROUP BY task.state ORDER BY task.state
        ))
"""


class Changes:
    """What has changed in the database since the last look; asking costs little while nobody writes."""

    def __init__(self, path: Path) -> None:
        address = f"{path.absolute().as_uri()}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, timeout=60, isolation_level=None)
        self._version: object = None
        self._state: object = None
        self._seen: object = None

    def come(self) -> bool:
        """Whether there is something that was not there when it was last asked for."""
        version = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version, self._state = version, self._connection.execute(CHANGES).fetchone()
        if self._state == self._seen:
            return False
        self._seen = self._state
        return True


class WaitingExecutor(LocalExecutor):
    """Airflow's LocalExecutor, whose turn in the scheduler's loop lasts until there is something to do."""

    def start(self) -> None:
        """Starts the workers, then opens the database: they have no use for the connection."""
        url = make_url(self.conf.get("database", "sql_alchemy_conn"))
        if url.get_backend_name() != "sqlite" or not url.database:
            expected = "expected sql_alchemy_conn to name a file of SQLite; use LocalExecutor for"
            raise AirflowConfigException(f"{expected} {url.render_as_string(hide_password=True)}")
        super().start()
        self.changes = Changes(Path(url.database))

    def sync(self) -> None:
        """Reads what the workers say until something has changed, one has failed or the time is up."""
        super().sync()
        deadline = time.monotonic() + LONGEST_WAIT
        while not (self.changes.come() or self._has_failed()) and time.monotonic() < deadline:
            time.sleep(PAUSE)
            if not self.result_queue.empty():
                super().sync()

    def _has_failed(self) -> bool:
        """Whether a worker says more than that its task's process has ended, which the database has told."""
        return any(state != TaskInstanceState.SUCCESS for state, _ in self.event_buffer.values())
