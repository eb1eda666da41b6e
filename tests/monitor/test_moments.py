from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor import moments
from tests.monitor.records import NOW


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "unknown"), (0.0421, "0.04 s"), (2.13, "2.1 s"), (12.4, "12 s"), (60, "1 min"),
        (200, "3 min 20 s"), (7500, "2 h 5 min"), (3 * 86400 + 4 * 3600, "3 d 4 h"),
    ],
)  # fmt: skip
def test_durations_are_said_in_two_units_at_most(seconds: float | None, words: str):
    assert moments.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "just now"), (5, "5 s ago"), (59.9, "59 s ago"), (90, "1 min 30 s ago")]
)
def test_ages(seconds: float, words: str):
    assert moments.ago(NOW - timedelta(seconds=seconds), NOW) == words


def test_a_clock_that_is_ahead_makes_no_negative_age():
    assert moments.age(NOW + timedelta(seconds=3), NOW) == 0
    assert moments.ago(NOW + timedelta(seconds=3), NOW) == "just now"


def test_an_unknown_moment_is_said_to_be_unknown():
    assert moments.person(None) == "unknown"
    assert moments.machine(None) is None
    assert moments.ago(None, NOW) == "at an unknown time"


def test_times_are_written_in_utc():
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert moments.person(summer) == "1 Jul 2026, 07:30:00 UTC"
    assert moments.machine(summer) == "2026-07-01T07:30:00.000Z"


def test_what_is_ahead_and_what_is_overdue():
    assert moments.until(NOW + timedelta(hours=3), NOW) == "in 3 h"
    assert moments.until(NOW - timedelta(minutes=2), NOW) == "2 min overdue"


def test_now_knows_its_zone():
    assert moments.now().tzinfo is UTC
