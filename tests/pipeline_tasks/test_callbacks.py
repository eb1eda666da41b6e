import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline_tasks.callbacks import close_run, record_task
from pipeline_tasks.record import read_record, record_path

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass
class Operator:
    """What the callbacks look at of an Airflow operator; a real Airflow is in the tests of the whole run."""

    task_id: str
    downstream_task_ids: set[str] = field(default_factory=set)
    op_kwargs: dict[str, Any] | None = None


TASKS = (
    Operator("load", {"tell"}, {}),
    Operator("tell", {"end"}),
    Operator("end", op_kwargs={"best_effort": ["tell"]}),
)
DAG = SimpleNamespace(dag_id="dag", task_dict={task.task_id: task for task in TASKS})


def context(task_id, *, attempt=1, **more):
    ti = SimpleNamespace(
        run_id="run",
        dag_id="dag",
        task_id=task_id,
        try_number=attempt,
        start_date=NOON,
        end_date=None,
        map_index=-1,
    )
    return {"ti": ti, "dag": DAG, "run_id": "run"} | more


@pytest.fixture
def tell(tmp_path):
    def note(task_id, state, **more):
        record_task(context(task_id, **more), storage=str(tmp_path), state=state)
        return read_record(str(tmp_path), "run")

    return note


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def test_started_task_is_running(tell):
    task = tell("load", "running").tasks["load"]
    assert (task.state, task.started_at, task.ended_at) == ("running", NOON, None)


def test_run_starts_when_airflow_says(tell):
    run = SimpleNamespace(start_date=NOON, logical_date=datetime(2025, 12, 31, tzinfo=UTC))
    record = tell("load", "running", dag_run=run)
    assert (record.started_at, record.logical_date) == (NOON, datetime(2025, 12, 31, tzinfo=UTC))


def test_failed_task_tells_its_error(tell):
    record = tell("load", "failed", exception=raised(ValueError("no rows")))
    assert record.failure.task_id == "load"
    assert (record.failure.error.type, record.failure.error.message) == ("ValueError", "no rows")
    assert "raise error" in record.failure.error.traceback


def call_in(module, function):
    """Calls a function from a frame of another module, as Airflow calls a task."""
    places = {"__name__": module, "function": function}
    exec("def call():\n    function()", places)  # noqa: S102  a real frame of a module that is not there
    return places["call"]


def raised_in(*modules):
    """The exception of a function that these modules called, the first one first."""

    def call():
        raise ValueError("no rows")

    for module in reversed(modules):
        call = call_in(module, call)
    with pytest.raises(ValueError, match="no rows") as caught:
        call_in("airflow.sdk.execution_time.task_runner", call)()
    return caught.value.with_traceback(caught.tb.tb_next)


def test_traceback_begins_where_airflow_and_the_loader_end(tell):
    error = raised_in("dagspec.lazy", "shop.steps", "airflow.models")
    text = tell("load", "failed", exception=error).failure.error.traceback
    assert text.startswith("Traceback (most recent call last):\n")
    assert text.count("  File ") == 3


def test_traceback_of_an_operator_of_airflow_is_whole(tell):
    with pytest.raises(TypeError) as caught:
        call_in("airflow.models", call_in("airflow.operators", None))()
    error = caught.value.with_traceback(caught.tb.tb_next)
    assert tell("load", "failed", exception=error).failure.error.traceback.count("  File ") == 2


def test_error_that_is_a_text_is_told(tell):
    assert tell("load", "failed", exception="killed").failure.error.message == "killed"


def test_failure_without_an_error_is_told(tell):
    assert tell("load", "failed").failure.error is None


def test_long_traceback_keeps_its_ends(tell):
    text = tell(
        "load", "failed", exception=raised(ValueError("x" * 100_000 + "the end"))
    ).failure.error.traceback
    assert len(text) < 11_000
    assert text.startswith("Traceback")
    assert text.endswith("the end\n")
    assert "characters left out" in text


def test_long_message_keeps_its_ends(tell):
    message = tell(
        "load", "failed", exception=raised(ValueError("x" * 6_000_000 + "the end"))
    ).failure.error.message
    assert len(message) < 11_000
    assert message.endswith("the end")
    assert "5990007 characters left out" in message


def test_half_a_character_in_an_error_is_told_as_its_number(tell):
    record = tell("load", "failed", exception=raised(ValueError("no file caf\udce9.csv")))
    assert record.tasks["load"].state == "failed"
    assert record.failure.error.message == r"no file caf\udce9.csv"


def test_success_of_the_last_task_ends_the_run(tell):
    tell("load", "success")
    record = tell("end", "success")
    assert record.state == "success"
    assert record.tasks["tell"].state == "not_run"


def test_success_of_another_task_does_not_end_the_run(tell):
    assert tell("load", "success").state == "running"


def test_task_that_may_fail_is_not_blamed(tell):
    tell("tell", "failed", exception=raised(OSError("down")))
    assert tell("end", "success").failure is None


def test_mapped_tasks_are_told_apart(tmp_path):
    for index in (0, 1):
        told = context("load")
        told["ti"].map_index = index
        record_task(told, storage=str(tmp_path), state="success")
    assert list(read_record(str(tmp_path), "run").tasks) == ["load[0]", "load[1]"]


def test_close_needs_no_task_instance(tmp_path, tell):
    tell("load", "running")
    close_run({"dag": DAG, "run_id": "run", "reason": "task_failure"}, storage=str(tmp_path), state="failed")
    record = read_record(str(tmp_path), "run")
    assert record.state == "failed"
    assert record.failure.error.type == "Lost"


@pytest.mark.parametrize(
    ("rule", "waited"),
    [("one_failed", "end"), ("all_failed", "end"), ("none_failed", "mail"), ("all_done", "mail")],
)
def test_a_run_whose_time_is_up_names_no_task_that_waits_for_a_failure(tmp_path, tell, rule, waited):
    tell("load", "success")
    tasks = {name: SimpleNamespace(task_id=name, trigger_rule="all_done") for name in ("load", "mail", "end")}
    tasks["mail"].trigger_rule = rule
    dag = SimpleNamespace(dag_id="dag", task_dict=tasks)
    close_run({"dag": dag, "run_id": "run", "reason": "timed_out"}, storage=str(tmp_path), state="failed")
    assert read_record(str(tmp_path), "run").failure.task_id == waited


def test_close_needs_no_dag(tmp_path):
    close_run({"ti": context("load")["ti"], "run_id": "run"}, storage=str(tmp_path), state="success")
    assert read_record(str(tmp_path), "run").dag_id == "dag"


def test_every_record_fits_the_schema(tmp_path, tell, must_fit):
    tell("load", "up_for_retry", exception=raised(ValueError("once")))
    tell("load", "failed", attempt=2, exception=raised(ValueError("twice")))
    tell("tell", "skipped")
    tell("end", "failed")
    must_fit("run_record.schema.json", json.loads(record_path(str(tmp_path), "run").read_text()))


@pytest.mark.parametrize("state", ["running", "success", "failed"])
def test_storage_that_is_down_fails_no_task(tmp_path, caplog, state):
    blocked = tmp_path / "file"
    blocked.touch()
    with caplog.at_level(logging.WARNING):
        record_task(context("load"), storage=str(blocked), state=state)
        close_run(context("load"), storage=str(blocked), state=state)
    assert f"the run record in {blocked} was not updated (NotADirectoryError)" in caplog.text


def test_run_of_another_dag_is_left_alone(tmp_path, tell, caplog):
    tell("load", "success")
    before = record_path(str(tmp_path), "run").read_bytes()
    other = context("load")
    other["ti"].dag_id = "other"
    record_task(other, storage=str(tmp_path), state="failed")
    assert "expected a run of DAG 'dag', got DAG 'other'" in caplog.text
    assert Path(record_path(str(tmp_path), "run")).read_bytes() == before
