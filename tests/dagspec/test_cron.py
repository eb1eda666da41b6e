from datetime import UTC, datetime

import pytest

from dagspec import cron


@pytest.mark.parametrize("text", ["@daily", "@once", "@continuous", "30 6 * * 1-5", "0 0 * * sun"])
def test_what_airflow_takes_has_no_problem(text):
    assert cron.problem(text) == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("61 * * * *", "out of range"),
        ("daily", "is not a cron expression"),
        ("@dayly", "is not a preset"),
        ("0 0 12 * * 1", "has 6 fields"),
        ("0 12 * *", "has 4 fields, 5 are needed"),
        ("a b c d e", "is not a cron expression"),
        ("", "is not a cron expression"),
    ],
)
def test_what_it_refuses_is_named(text, problem):
    assert problem in cron.problem(text)


def test_runs_lie_between_two_times():
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 4, tzinfo=UTC)
    assert [time.day for time in cron.runs("@daily", start, end)] == [2, 3]
