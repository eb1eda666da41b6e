from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.schedule import expected_end
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
    ],
)
def test_the_next_time_of_the_schedule_plus_the_grace(schedule: str, due: object):
    assert expected_end(schedule, AFTERNOON, HOUR) == due + HOUR


@pytest.mark.parametrize(
    "schedule", [None, "@once", "@continuous", "61 * * * *", {"cron": "0 0 * * *"}, "now"]
)
def test_a_schedule_without_a_time_expects_nothing(schedule: object):
    assert expected_end(schedule, AFTERNOON, HOUR) is None
