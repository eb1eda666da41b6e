"""Executors that let the scheduler wait while nothing has changed in the database.

Airflow's scheduler looks for work, sleeps for `scheduler_idle_sleep_time`, and looks again. A short sleep
takes half a processor for nothing, a long one is waited out after each task. The API server writes to the
database when a task ends, and the database tells in no time whether anybody has written to it.
"""

import time
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

from airflow.exceptions import AirflowConfigException
from airflow.executors.base_executor import BaseExecutor
from airflow.executors.local_executor import LocalExecutor
from airflow.utils.state import TaskInstanceState
from database_changes import Changes, SqliteChanges
from spare_processes import prepare_spare
from sqlalchemy import URL, make_url

# As long as Airflow's own sleep: what no change announces (a schedule, a retry's delay) is looked for then.
LONGEST_WAIT = 1.0
# What the workers report of a task that goes well, which the database tells too.
NO_NEWS = (TaskInstanceState.QUEUED, TaskInstanceState.SUCCESS)


class WaitingExecutor(BaseExecutor):
    """Lets an executor's turn in the scheduler's loop last until there is something to do."""

    changes: Changes
    pause: float
    """Seconds between two questions whether something was written."""

    def heartbeat(self) -> None:
        """Sends tasks to the workers, then waits for a change, a worker's failure or the end of the time."""
        sent = len(self.queued_tasks)
        super().heartbeat()
        if sent >= self.read_batch():
            return  # more of them may be ready
        deadline = time.monotonic() + LONGEST_WAIT
        while not (self.changes.come() or self.has_failed()) and time.monotonic() < deadline:
            time.sleep(self.pause)
            self.listen()

    def listen(self) -> None:
        """Reads what the workers say, where that costs nothing."""

    def has_failed(self) -> bool:
        """Whether a worker says more than what the database has told."""
        return any(state not in NO_NEWS for state, _ in self.event_buffer.values())

    def read_batch(self) -> int:
        """How many tasks the scheduler queues in a round at most."""
        return self.conf.getint("scheduler", "max_tis_per_query") or self.parallelism

    def read_url(self, backend: str, expected: str, otherwise: str) -> URL:
        """The address of the database; AirflowConfigException where it cannot be waited for."""
        url = make_url(self.conf.get("database", "sql_alchemy_conn"))
        if url.get_backend_name() != backend or not url.database:
            got = url.render_as_string(hide_password=True)
            raise AirflowConfigException(
                f"expected sql_alchemy_conn to name {expected}; use {otherwise} for {got}"
            )
        return url


class RestingQueue:
    """The queue of the tasks, whose readers prepare for a task while there is none."""

    def __init__(self, queue: SimpleQueue[Any]) -> None:
        self.queue = queue

    def get(self) -> Any:
        """Waits for a task."""
        prepare_spare()
        return self.queue.get()

    def put(self, task: Any) -> None:
        """Adds a task."""
        self.queue.put(task)

    def empty(self) -> bool:
        """Whether all tasks are taken."""
        return self.queue.empty()

    def close(self) -> None:
        """Lets go of the queue."""
        self.queue.close()


class WaitingLocalExecutor(WaitingExecutor, LocalExecutor):
    """Airflow's LocalExecutor, which waits for SQLite."""

    pause = 0.002

    def start(self) -> None:
        """Starts the workers, then opens the database: they have no use for the connection."""
        url = self.read_url("sqlite", "a file of SQLite", "LocalExecutor")
        super().start()
        self.changes = SqliteChanges(Path(str(url.database)))

    @property
    def activity_queue(self) -> RestingQueue:
        """Where the workers get their tasks from."""
        return self.tasks

    @activity_queue.setter
    def activity_queue(self, queue: SimpleQueue[Any]) -> None:
        self.tasks = RestingQueue(queue)

    def listen(self) -> None:
        """Looks into the queue by which the workers report."""
        if not self.result_queue.empty():
            self.sync()
