from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from monitor.live import Live, LiveTask
from monitor.tasks import TaskLine, task_lines
from pipeline_tasks.parsing import parse
from pipeline_tasks.record import RunRecord
from tests.monitor import records
from tests.monitor.records import NOW, TASKS, Plan

SECOND = timedelta(seconds=1)
NOTHING = Live()


def lines(plan: Plan, order: tuple[str, ...] = TASKS, live: Live = NOTHING) -> dict[str, TaskLine]:
    record = parse(RunRecord, records.make(plan))
    return {line.task_id: line for line in task_lines(record, order, live, NOW + 4 * SECOND)}


def test_bars_follow_each_other_within_the_run():
    found = [line for line in lines(Plan()).values() if line.started]
    assert found[0].start_share == 0
    assert all(before.end_share <= after.start_share for before, after in pairwise(found))
    assert found[-1].end_share <= 1


def test_a_running_task_reaches_to_now():
    running = lines(Plan(state="running", done=3))["separate_data"]
    assert (running.state, running.end_share) == ("running", 1)
    assert running.seconds > 0


def test_tasks_that_have_not_begun_wait_in_the_order_of_the_spec():
    found = lines(Plan(state="running", done=3))
    assert tuple(found) == TASKS
    assert (found["end_pipeline"].state, found["end_pipeline"].source) == ("waiting", "spec")


def test_airflow_says_what_the_record_does_not_know():
    name = records.run_id(NOW)
    queued = LiveTask("build_model", "queued", 0, None, None)
    live = Live(configured=True, reachable=True, tasks=(queued,), tasks_run_id=name)
    found = lines(Plan(state="running", done=3), live=live)
    assert (found["build_model"].state, found["build_model"].source) == ("queued", "airflow")


def test_what_airflow_says_of_another_run_does_not_count():
    queued = LiveTask("build_model", "queued", 0, None, None)
    live = Live(configured=True, reachable=True, tasks=(queued,), tasks_run_id="another")
    assert lines(Plan(state="running", done=3), live=live)["build_model"].state == "waiting"


def test_the_record_decides_when_airflow_says_something_else():
    failed = LiveTask("load_data", "failed", 1, None, None)
    live = Live(configured=True, reachable=True, tasks=(failed,), tasks_run_id=records.run_id(NOW))
    assert lines(Plan(), live=live)["load_data"].state == "success"


def test_a_task_that_the_spec_no_longer_has_comes_last():
    assert list(lines(Plan(), order=TASKS[1:]))[-1] == "start_pipeline"


def test_a_finished_run_shows_no_task_that_was_added_to_the_spec_later():
    assert "new_task" not in lines(Plan(), order=(*TASKS, "new_task"))


def test_a_task_that_was_not_run_has_no_bar():
    line = lines(Plan(state="failed", failed_at="load_data"))["build_model"]
    assert (line.started, line.seconds, line.state) == (False, None, "not_run")
