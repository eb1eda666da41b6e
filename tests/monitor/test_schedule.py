from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from monitor.schedule import Expectation, expect
from tests.monitor.conftest import utc

HOUR = timedelta(hours=1)
AFTERNOON = utc(2026, 11, 23, 14, 0)


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        ("@daily", utc(2026, 11, 24)),
        ("@hourly", utc(2026, 11, 23, 15)),
        ("@quarterly", utc(2027, 1, 1)),
        ("30 6 * * 1-5", utc(2026, 11, 24, 6, 30)),
        ("6h", utc(2026, 11, 23, 20)),
        ("1 day 2 hours", utc(2026, 11, 24, 16)),
        ("PT30M", utc(2026, 11, 23, 14, 30)),
    ],
)
def test_the_next_time_of_the_schedule_plus_the_grace(schedule: str, due: datetime):
    assert expect(schedule, AFTERNOON, HOUR).by == due + HOUR


@pytest.mark.parametrize("schedule", [None, "@once", "@continuous", "None"])
def test_a_schedule_without_a_time_says_why_nothing_is_due(schedule: object):
    expected = expect(schedule, AFTERNOON, HOUR)
    assert (expected.by, expected.is_unknown) == (None, False)
    assert "names no time" in expected.none_due


@pytest.mark.parametrize(
    "schedule", ["61 * * * *", "0 0 30 2 *", {"cron": "0 0 * * *"}, "now", "@dayly", "999999999d", 300]
)
def test_a_schedule_that_is_not_understood_expects_nothing_and_says_so(schedule: object):
    assert expect(schedule, AFTERNOON, HOUR) == Expectation()
    assert Expectation().is_unknown
