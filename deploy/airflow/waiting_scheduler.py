"""Airflow's scheduler, which waits while nothing has changed in the database.

Airflow's own looks for work, sleeps for `scheduler_idle_sleep_time`, and looks again. A short sleep takes
half a processor for nothing, a long one is waited out after each task. The API server writes to the database
when a task ends, and the database tells in no time whether anybody has written to it.
"""

import math
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from airflow import settings
from airflow.cli.commands import scheduler_command
from airflow.configuration import conf
from airflow.exceptions import AirflowConfigException
from airflow.executors.local_executor import LocalExecutor
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.dagrun import DagRun
from airflow.utils.sqlalchemy import CommitProhibitorGuard
from airflow.utils.state import TaskInstanceState
from database_changes import Changes, PostgresChanges, SqliteChanges
from sqlalchemy import make_url
from sqlalchemy.orm import Session

# As long as Airflow's own sleep: what no change announces (a schedule, a retry's delay) is looked for then.
LONGEST_WAIT = 1.0
# While tasks follow each other, what else a turn does comes this often.
LONGEST_CHASE = 0.5
# What the workers report of a task that goes well, which the database tells too.
NO_NEWS = (TaskInstanceState.QUEUED, TaskInstanceState.SUCCESS)


class WaitingScheduler(SchedulerJobRunner):
    """Waits right before it looks at tasks: all else is done while they run.

    A turn of Airflow's loop creates and starts runs, looks at the tasks of those that run, queues what is
    ready, hands it to the executor, and does the housekeeping. Half of its time is not about tasks.
    """

    changes: Changes | None = None
    queued = 0
    chase_end = math.inf

    def _do_scheduling(self, session: Session) -> int:
        """Looks at runs and tasks, and again as long as there was something to queue, half a second at most.

        The processors are left to the tasks: the housekeeping of Airflow's loop is not done after each.
        """
        self.chase_end = math.inf
        queued: int = super()._do_scheduling(session)
        self.chase_end = time.monotonic() + LONGEST_CHASE
        while self.queued and time.monotonic() < self.chase_end:
            for executor in self.executors:
                executor.heartbeat()
            queued += super()._do_scheduling(session)
        return queued

    def _schedule_all_dag_runs(
        self, guard: CommitProhibitorGuard, dag_runs: Iterable[DagRun], session: Session
    ) -> list[tuple[DagRun, Any]]:
        """Waits, and then looks at the runs as they are."""
        guard.commit()  # the wait must not hold what others want to write
        session.expunge_all()
        self.wait()
        running = list(DagRun.get_running_dag_runs_to_examine(session=session))
        self._stamp_team_names(running, session)
        return super()._schedule_all_dag_runs(guard, running, session)

    def _critical_section_enqueue_task_instances(self, session: Session) -> int:
        """Queues what is ready, and keeps how many that were."""
        self.queued = super()._critical_section_enqueue_task_instances(session)
        return self.queued

    def wait(self) -> None:
        """Returns at a change, when a worker has failed, when there is more to queue, or after a while."""
        has_more = self.queued >= (self.job.max_tis_per_query or self._parallelism)
        self.queued = 0
        if has_more:
            return
        if self.changes is None:  # only now, as the workers have no use for the connection
            self.changes = open_changes()
        deadline = min(time.monotonic() + LONGEST_WAIT, self.chase_end)
        while not (self.changes.come() or self.has_failed()) and time.monotonic() < deadline:
            time.sleep(self.changes.pause)
            self.listen()

    def has_failed(self) -> bool:
        """Whether a worker says more than what the database has told."""
        said = (event for executor in self.executors for event in executor.event_buffer.values())
        return any(state not in NO_NEWS for state, _ in said)

    def listen(self) -> None:
        """Reads what the workers say, where that costs nothing."""
        for executor in self.executors:
            if isinstance(executor, LocalExecutor) and not executor.result_queue.empty():
                executor.sync()


def open_changes() -> Changes:
    """Opens the database of Airflow; AirflowConfigException where it cannot be waited for."""
    url = make_url(conf.get("database", "sql_alchemy_conn"))
    if url.get_backend_name() == "sqlite" and url.database:
        return SqliteChanges(Path(url.database))
    if url.get_backend_name() == "postgresql":
        return PostgresChanges(settings.get_engine())
    got = url.render_as_string(hide_password=True)
    raise AirflowConfigException(
        "expected sql_alchemy_conn to name a file of SQLite or a database of PostgreSQL, as "
        f"scheduler_idle_sleep_time is 0; set that to 1 for {got}"
    )


def install() -> None:
    """Has `airflow scheduler` start this one where it would not sleep at all."""
    if conf.getfloat("scheduler", "scheduler_idle_sleep_time") == 0:
        scheduler_command.SchedulerJobRunner = WaitingScheduler
