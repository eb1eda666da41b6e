from datetime import UTC, datetime
from itertools import product

import pytest
from croniter import croniter

from dagspec import cron


@pytest.mark.parametrize(
    "text",
    [
        "@daily",
        "@midnight",
        "@annually",
        "@once",
        "@continuous",
        "30 6 * * 1-5",
        "0 0 * * sun",
        "0 0 29 2 *",
        "0 0 30 2 1",
        "0 0 l * *",
    ],
)
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
        ("@reboot", "is not a preset"),
        ("0 0 30 2 *", "never matches a date"),
        ("0 0 31 4,6,9,11 *", "never matches a date"),
        ("*/5 * 30 2 *", "never matches a date"),
    ],
)
def test_what_it_refuses_is_named(text, problem):
    assert problem in cron.problem(text)


def test_runs_lie_between_two_times():
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 4, tzinfo=UTC)
    assert [time.day for time in cron.runs("@daily", start, end)] == [2, 3]


def test_runs_end_with_the_calendar():
    start = datetime(9999, 12, 30, tzinfo=UTC)
    assert [time.day for time in cron.runs("@daily", start)] == [31]


def test_an_expression_that_never_matches_has_no_runs():
    assert list(cron.runs("0 0 30 2 *", datetime(2026, 1, 1, tzinfo=UTC))) == []


def test_the_usual_expressions_are_those_that_croniter_reads():
    """They are taken without it, so no other text may look like one of them."""
    fields = [
        ["0", "7", "59", "60", "00", "*", "5-9", "-1"],
        ["0", "9", "23", "24", "09", "*"],
        ["*", "1", ""],
        ["*", "2"],
        ["*", "0", "6", "7", "1,2"],
    ]
    texts = [" ".join(chosen) for chosen in product(*fields)]
    usual = [text for text in texts if cron._EVERY_DAY.fullmatch(text)]
    assert len(usual) == 3 * 4 * 3
    assert all(len(croniter(text).expanded) == 5 for text in usual)
