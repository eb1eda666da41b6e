import pytest

from pipeline_tasks.fold import LOST, TIMED_OUT, WAITED, fold

RUN = {"dag_id": "dag", "run_id": "run", "started_at": "2026-01-01T00:00:00+00:00", "logical_date": None}


def at(second):
    return f"2026-01-01T00:00:{second:02}+00:00"


def task(task_id, state, start, end=None, *, attempt=1, best_effort=False, error=None):
    about = {
        "state": state,
        "started_at": at(start),
        "ended_at": end and at(end),
        "try_number": attempt,
        "host": "worker",
        "error": error,
    }
    return {
        f"{task_id}~{attempt}": {
            "at": at(end or start),
            "task_id": task_id,
            "best_effort": best_effort,
            "task": about,
        }
    }


def word(name, state, second, *task_ids):
    return {name: {"at": at(second), "state": state, "ended_at": at(second), "task_ids": list(task_ids)}}


def record_of(*notes):
    return fold({"run": RUN} | {name: note for each in notes for name, note in each.items()})


def test_run_without_an_end_is_running(must_fit):
    record = record_of(task("load", "running", 1))
    must_fit("run_record.schema.json", record)
    assert (record["state"], record["ended_at"]) == ("running", None)


def test_tasks_stand_in_the_order_of_their_start():
    record = record_of(task("b", "success", 5, 6), task("a", "success", 7, 8), task("c", "success", 1, 2))
    assert list(record["tasks"]) == ["c", "b", "a"]


def test_last_try_counts():
    record = record_of(task("a", "success", 20, 30, attempt=10), task("a", "up_for_retry", 1, 2, attempt=9))
    assert record["tasks"]["a"]["state"] == "success"
    assert record["tasks"]["a"]["try_number"] == 10


def test_task_that_never_started_is_named_at_the_end(must_fit):
    record = record_of(task("a", "success", 1, 2), word("end", "success", 3, "a", "b"))
    must_fit("run_record.schema.json", record)
    assert record["tasks"]["b"] == {"state": "not_run", "started_at": None, "ended_at": None, "try_number": 0}


def test_task_that_never_started_is_not_named_before():
    assert list(record_of(task("a", "success", 1, 2))["tasks"]) == ["a"]


def test_word_of_airflow_counts_more_than_that_of_the_last_task():
    assert record_of(word("end", "success", 3), word("close", "failed", 4))["state"] == "failed"


@pytest.mark.parametrize("name", ["end", "close"])
def test_run_that_was_started_again_is_running(name):
    record = record_of(word(name, "failed", 3), task("a", "running", 5, attempt=2))
    assert record["state"] == "running"


def test_first_failed_task_is_the_failure(must_fit):
    error = {"type": "BadData", "message": "no rows"}
    record = record_of(
        task("b", "failed", 3, 9),
        task("a", "failed", 1, 5, error=error, attempt=2),
        word("close", "failed", 10),
    )
    must_fit("run_record.schema.json", record)
    assert record["failure"] == {"task_id": "a", "try_number": 2, "error": error}


def test_failure_is_known_before_the_run_has_ended():
    assert record_of(task("a", "failed", 1, 2))["failure"]["task_id"] == "a"


def test_task_that_will_be_tried_again_is_no_failure():
    assert record_of(task("a", "up_for_retry", 1, 2))["failure"] is None


def test_task_that_may_fail_is_not_blamed():
    record = record_of(
        task("tell", "failed", 1, 2, best_effort=True),
        task("mail", "failed", 3, 4),
        word("close", "failed", 5),
    )
    assert record["failure"]["task_id"] == "mail"


def test_task_that_may_fail_is_blamed_when_it_failed_the_run_alone():
    record = record_of(task("tell", "failed", 1, 2, best_effort=True), word("close", "failed", 5))
    assert record["failure"]["task_id"] == "tell"


def test_run_that_went_well_has_no_failure():
    record = record_of(task("tell", "failed", 1, 2, best_effort=True), word("close", "success", 5))
    assert record["failure"] is None


def test_task_that_was_killed_is_the_failure(must_fit):
    record = record_of(task("a", "running", 1), word("close", "failed", 5, "a"))
    must_fit("run_record.schema.json", record)
    assert record["tasks"]["a"]["state"] == "failed"
    assert record["failure"]["error"] == LOST


def test_task_that_was_killed_is_blamed_before_what_failed_after_it():
    record = record_of(
        task("a", "running", 1), task("mail", "failed", 3, 4), word("close", "failed", 5, "a", "mail")
    )
    assert record["failure"]["task_id"] == "a"


def close(reason, second, *task_ids):
    return {"close": word("close", "failed", second, *task_ids)["close"] | {"reason": reason}}


@pytest.mark.parametrize("state", ["running", "failed", "skipped"])
def test_run_that_took_too_long_says_so_and_names_the_task_that_ran(must_fit, state):
    killed = task("b", state, 3, 9, error={"type": "AirflowException", "message": "exit code -15"})
    record = record_of(task("a", "success", 1, 2), killed, close("timed_out", 10))
    must_fit("run_record.schema.json", record)
    assert record["failure"] == {"task_id": "b", "try_number": 1, "error": TIMED_OUT}


@pytest.mark.parametrize(("done", "waited"), [([], "a"), ([task("a", "success", 1, 2)], "b")])
def test_run_whose_time_was_up_between_tasks_names_the_one_that_waited(must_fit, done, waited):
    record = record_of(*done, close("timed_out", 10, "a", "b", "c"))
    must_fit("run_record.schema.json", record)
    assert record["failure"] == {"task_id": waited, "try_number": 0, "error": WAITED}


def test_run_whose_time_was_up_does_not_name_a_task_that_only_a_failure_starts():
    notes = close("timed_out", 10, "a", "mail", "b")
    notes["close"]["only_after_failure"] = ["mail"]
    assert record_of(task("a", "success", 1, 2), notes)["failure"]["task_id"] == "b"


def test_mapped_task_has_run_when_a_part_of_it_has():
    record = record_of(task("a[0]", "success", 1, 2), close("timed_out", 10, "a", "b"))
    assert set(record["tasks"]) == {"a[0]", "b"}
    assert record["failure"]["task_id"] == "b"


def test_run_that_took_too_long_and_of_which_nothing_is_known_names_no_task():
    assert record_of(close("timed_out", 10))["failure"] is None


def test_run_that_failed_and_then_took_too_long_names_what_failed():
    record = record_of(task("a", "failed", 1, 2), task("mail", "running", 3), close("timed_out", 10))
    assert record["failure"]["task_id"] == "a"


def test_run_that_was_started_again_has_not_taken_too_long():
    record = record_of(close("timed_out", 3), task("a", "running", 5, attempt=2))
    assert record["failure"] is None


def test_task_whose_word_is_late_is_not_called_killed():
    assert (
        record_of(task("a", "running", 1), word("end", "failed", 5, "a"))["tasks"]["a"]["state"] == "running"
    )


def test_results_become_sections():
    record = record_of({"results-x": {"at": at(1), "results": {"confusion_matrix": [[1, 2], [3, 4]]}}})
    assert record["confusion_matrix"] == [[1, 2], [3, 4]]


def test_failed_run_says_why_no_model_was_published(must_fit):
    record = record_of(task("load", "failed", 1, 2), word("close", "failed", 5))
    must_fit("run_record.schema.json", record)
    assert record["model"] == {
        "published": False,
        "reason": "load failed before the model could be published",
    }


def test_failed_run_without_a_failed_task_says_so_too():
    assert record_of(word("close", "failed", 5))["model"]["reason"].startswith("the run failed")


def test_update_is_the_time_of_the_last_note():
    assert record_of(task("a", "success", 1, 7), task("b", "running", 3))["updated_at"] == at(7)


def test_run_ended_when_its_last_task_did_not_when_airflow_told_of_it():
    record = record_of(task("a", "success", 1, 2), word("end", "success", 3), word("close", "success", 50))
    assert record["ended_at"] == at(3)
