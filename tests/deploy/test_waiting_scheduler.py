"""The scheduler waits until there is something to do, on real databases of Airflow."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.airflow_database import SQLITE
from tests.deploy.conftest import AirflowDatabase

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "deploy" / "airflow"
LOCAL = "LocalExecutor:spare_executor.SpareLocalExecutor"


@dataclass(frozen=True)
class Place:
    """A scheduler with its executor and its database."""

    executor: str
    home: Path
    url: str
    sleep: str = "0"

    @property
    def environment(self) -> dict[str, str]:
        """Airflow's settings for it."""
        return {
            **os.environ,
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__EXECUTOR": self.executor,
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": self.url,
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": self.sleep,
            "PYTHONPATH": os.pathsep.join([str(PROJECT), str(FOLDER)]),
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs Python with these settings; one that hangs has told where."""
        work = [sys.executable, *command]
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(
            work, env=self.environment, cwd=PROJECT, start_new_session=True, **piped
        ) as process:
            try:
                said, told = process.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                pytest.fail(process.communicate()[1])
        return subprocess.CompletedProcess(work, process.returncode, said, told)

    def wait(self, seconds: float, *words: str) -> float:
        """The seconds that the last turn took, which waits so long for a change at most."""
        return float(self.turn(seconds, *words)["waited"])

    def turn(self, seconds: float, *words: str) -> dict[str, str]:
        """What the last turn of a scheduler says."""
        done = self.run("-c", WAIT, str(seconds), *words)
        said = dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)
        assert "waited" in said, done.stderr
        return said


@pytest.fixture
def place(airflow_database: AirflowDatabase) -> Place:
    """An executor and its database as Airflow makes it."""
    kind, home, url = airflow_database
    return Place(LOCAL if kind == SQLITE else "CeleryExecutor", home, url)


# In a process of its own, as it forks workers. The first turn of a scheduler waits for nothing.
WAIT = """
import collections, faulthandler, sys, threading, time
faulthandler.dump_traceback_later(60, exit=True)
from airflow import settings
from airflow.executors.executor_loader import ExecutorLoader
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.dag import DagModel
from airflow.models.taskinstancekey import TaskInstanceKey
from airflow.utils.session import create_session
from sqlalchemy import text
import waiting_scheduler
waiting_scheduler.LONGEST_WAIT = float(sys.argv[1])
executor = ExecutorLoader.get_default_executor()
executor.start()
scheduler = waiting_scheduler.WaitingScheduler(Job(), executors=[executor])
key = TaskInstanceKey("ads", "load", "now", 1, -1)
seen, stamped = [], []
scheduler._stamp_team_names = lambda runs, session: stamped.extend(runs)
count = collections.Counter()
def beat(heartbeat=executor.heartbeat):
    count["beats"] += 1
    heartbeat()
executor.heartbeat = beat
def look(self, guard, runs, session):
    count["looks"] += 1
    seen.extend(runs)
    return []
SchedulerJobRunner._schedule_all_dag_runs = look
def turn():
    with create_session() as session:
        queued = scheduler._do_scheduling(session)
        session.expunge_all()
    return queued
def write(statement):
    with settings.get_engine().begin() as connection:
        connection.execute(text(statement), {"run": str(time.time())})
def begin_run(state="queued"):
    statement = "INSERT INTO dag_run (dag_id, run_id, run_type, run_after, state, clear_number)"
    write(f"{statement} VALUES ('ads', :run, 'manual', '2026-01-01 00:00:00+00:00', '{state}', 0)")
def change_run():
    write("UPDATE dag_run SET creating_job_id = 7")
    begin_run()
def report(state):
    if hasattr(executor, "result_queue"):
        executor.result_queue.put((key, state, None))
    else:
        executor.change_state(key, state)
actions = {"begin": begin_run, "change": change_run}
actions |= {"fail": lambda: report("failed"), "succeed": lambda: report("success")}
try:
    if "change" in sys.argv:
        write("INSERT INTO dag_bundle (name) VALUES ('ads')")
        with create_session() as session:
            session.add(DagModel(dag_id="ads", bundle_name="ads", is_paused=False, is_stale=False))
        begin_run("running")
    if "burst" in sys.argv:
        SchedulerJobRunner._critical_section_enqueue_task_instances = lambda self, session: 32
    if "follow" in sys.argv:
        ready = iter([0, 1, 1])
        SchedulerJobRunner._critical_section_enqueue_task_instances = lambda self, session: next(ready, 0)
        waiting_scheduler.LONGEST_CHASE = 60
    if "endless" in sys.argv:
        SchedulerJobRunner._critical_section_enqueue_task_instances = lambda self, session: 1
    if "unlimited" in sys.argv:
        scheduler.job.max_tis_per_query = 0
    turn()
    if "full" in sys.argv:
        type(executor).slots_available = 0
        turn()
    count.clear()
    since = time.monotonic()
    for word in set(sys.argv[2:]) & set(actions):
        threading.Timer(0.3, actions[word]).start()
    print("queued", turn())
    print("waited", time.monotonic() - since)
    print("looks", count["looks"])
    print("beats", count["beats"])
    print("seen", [run.creating_job_id for run in seen])
    print("stamped", set(seen) <= set(stamped))
finally:
    executor.end()
"""


def test_a_change_wakes_the_scheduler(place: Place) -> None:
    assert 0.1 < place.wait(60, "begin") < 30


def test_it_lets_others_write_while_it_waits_and_then_sees_what_they_wrote(place: Place) -> None:
    said = place.turn(60, "change")
    assert 0.1 < float(said["waited"]) < 30
    assert said["seen"].endswith("7]")
    assert said["stamped"] == "True"


def test_a_worker_that_fails_wakes_the_scheduler(place: Place) -> None:
    assert 0.1 < place.wait(60, "fail") < 30


def test_a_worker_whose_task_has_ended_does_not(place: Place) -> None:
    assert 2 <= place.wait(2, "succeed") < 30


def test_a_turn_that_has_queued_all_it_may_is_followed_by_another_at_once(place: Place) -> None:
    assert place.wait(60, "burst") < 30


def test_unless_no_worker_is_free(place: Place) -> None:
    assert 2 <= place.wait(2, "burst", "full") < 30


def test_nor_does_it_look_again_when_it_may_queue_any_number(place: Place) -> None:
    assert 2 <= place.wait(2, "unlimited") < 30


def test_a_task_is_handed_over_before_the_next_look_within_the_same_turn(place: Place) -> None:
    said = place.turn(0.2, "follow")
    assert (said["looks"], said["beats"], said["queued"]) == ("3", "2", "2")


def test_the_housekeeping_is_done_though_tasks_follow_each_other_without_end(place: Place) -> None:
    assert 0.5 <= place.wait(0.2, "endless") < 30


def test_and_though_the_last_task_takes_its_time(place: Place) -> None:
    assert 0.5 <= place.wait(60, "endless", "begin") < 30


def test_without_a_change_the_scheduler_looks_when_the_time_is_up(place: Place) -> None:
    assert 0.4 <= place.wait(0.4) < 30


# Each worker has ended by the time the next message is sent.
END = """
import faulthandler, time
faulthandler.dump_traceback_later(60, exit=True)
from spare_executor import SpareLocalExecutor
executor = SpareLocalExecutor(parallelism=3)
executor.start()
put = executor.tasks.put
def put_slowly(task):
    put(task)
    time.sleep(0.5)
executor.tasks.put = put_slowly
executor.end()
print("ended")
"""


def test_the_executor_ends_though_a_worker_ends_by_the_message_of_another(tmp_path: Path) -> None:
    place = Place(LOCAL, tmp_path, f"sqlite:///{tmp_path}/airflow.db")
    assert place.run("-c", END).stdout.splitlines()[-1] == "ended"


OPEN = """
import os, sys, waiting_scheduler
os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = sys.argv[1]
waiting_scheduler.open_changes()
"""


@pytest.mark.parametrize("url", ["mysql+mysqldb://me:secret@host/airflow", "sqlite://"])
def test_another_database_is_refused(tmp_path: Path, url: str) -> None:
    place = Place("LocalExecutor", tmp_path, "sqlite://")
    done = place.run("-c", OPEN, url)
    assert "expected sql_alchemy_conn to name a file of SQLite or a database of PostgreSQL" in done.stderr
    assert f"set that to 1 for {url.replace('secret', '***')}" in done.stderr
    assert "secret@" not in done.stderr


NAME = """
import sys
sys.argv = ["airflow", sys.argv[1]]
import airflow_local_settings
from airflow.cli.commands import scheduler_command
print(scheduler_command.SchedulerJobRunner.__name__)
"""


@pytest.mark.parametrize(
    ("command", "sleep", "expected"),
    [
        ("scheduler", "0", "WaitingScheduler"),
        ("scheduler", "0.1", "SchedulerJobRunner"),
        ("api-server", "0", "SchedulerJobRunner"),
    ],
)
def test_airflow_starts_the_scheduler_that_waits_where_it_would_not_sleep(
    tmp_path: Path, command: str, sleep: str, expected: str
) -> None:
    place = Place("CeleryExecutor", tmp_path, f"sqlite:///{tmp_path}/airflow.db", sleep)
    assert place.run("-c", NAME, command).stdout.splitlines()[-1] == expected
