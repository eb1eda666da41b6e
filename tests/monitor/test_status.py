from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.status import Known, State, get_status
from tests.monitor.records import NOW

SILENCE = timedelta(hours=2)
LONG_AGO = NOW - timedelta(hours=3)
JUST_NOW = NOW - timedelta(seconds=5)
A_MINUTE_AND_MORE = NOW - timedelta(seconds=61)


def judge(**known: object) -> State:
    return get_status(Known(now=NOW, **known), silence=SILENCE).state


def test_without_a_record_nothing_is_known():
    assert judge() is State.UNKNOWN


def test_a_broken_newest_record_is_unknown_and_never_a_success():
    assert judge(newest_state="broken") is State.UNKNOWN


def test_a_success_before_its_next_time_is_healthy():
    assert judge(newest_state="success", expected_by=NOW + timedelta(hours=1)) is State.HEALTHY


def test_a_success_without_a_schedule_stays_healthy():
    known = {"newest_state": "success", "newest_written_at": LONG_AGO}
    assert judge(**known, none_due="none is due") is State.HEALTHY


def test_a_success_is_not_healthy_when_nothing_says_when_the_next_run_is_due():
    assert judge(newest_state="success") is State.UNKNOWN


@pytest.mark.parametrize("state", ["success", "failed", "running"])
def test_a_run_that_begins_in_the_future_is_not_believed(state: str):
    known = {"newest_state": state, "none_due": "none is due"}
    assert judge(**known, newest_began_at=NOW + timedelta(days=1500)) is State.UNKNOWN
    assert judge(**known, newest_began_at=NOW + timedelta(seconds=30)) is not State.UNKNOWN


def test_a_success_is_late_only_past_the_expected_time():
    assert judge(newest_state="success", expected_by=NOW) is State.HEALTHY
    assert judge(newest_state="success", expected_by=NOW - timedelta(seconds=1)) is State.LATE


def test_a_failure_is_failed_even_when_the_next_run_is_late():
    assert judge(newest_state="failed", expected_by=LONG_AGO) is State.FAILED


def test_a_failure_names_an_overdue_run_too():
    known = Known(now=NOW, newest_state="failed", expected_by=LONG_AGO)
    assert get_status(known, silence=SILENCE).reason == "The last run failed, and the next one is overdue."


def test_a_run_in_progress_is_running():
    assert judge(newest_state="running", newest_written_at=JUST_NOW) is State.RUNNING


def test_a_run_in_progress_past_its_time_is_late():
    assert judge(newest_state="running", newest_written_at=JUST_NOW, expected_by=LONG_AGO) is State.LATE


def test_a_running_record_that_went_silent_is_stale():
    assert judge(newest_state="running", newest_written_at=NOW - SILENCE) is State.RUNNING
    assert judge(newest_state="running", newest_written_at=LONG_AGO) is State.STALE


@pytest.mark.parametrize("ended", ["success", "failed"])
def test_a_running_record_that_airflow_contradicts_is_stale(ended: str):
    known = {"newest_state": "running", "airflow_state": ended}
    assert judge(**known, newest_written_at=A_MINUTE_AND_MORE) is State.STALE
    assert judge(**known, newest_written_at=JUST_NOW) is State.RUNNING, "the record may still be on its way"


def test_airflow_does_not_overrule_a_record_that_has_ended():
    assert judge(newest_state="failed", airflow_state="success") is State.FAILED


def test_a_storage_that_cannot_be_read_is_stale_whatever_was_known_before():
    assert judge(newest_state="success", storage_error="PermissionError") is State.STALE


def test_the_reason_names_the_contradiction():
    known = Known(now=NOW, newest_state="running", newest_written_at=LONG_AGO, airflow_state="failed")
    assert "Airflow says it ended with failed" in get_status(known, silence=SILENCE).reason
