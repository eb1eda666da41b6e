from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from dagspec import dates


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC)),
        (datetime(2026, 1, 2, 3), datetime(2026, 1, 2, 3, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026/01/02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:00:00+02:00", datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_a_date_as_dag_factory_reads_it(written, expected):
    assert dates.parse(written) == expected


@pytest.mark.parametrize("written", ["2 days", "1 hour", "30 minutes"])
def test_a_time_ago_has_no_date(written):
    assert dates.parse(written) is None


@pytest.mark.parametrize("written", ["tomorrow", "2026-02-30", "2026-13", 12, ""])
def test_what_is_none_says_so(written):
    with pytest.raises(ValueError, match="not a date"):
        dates.parse(written)


def test_time_zones_are_those_of_the_machine():
    assert dates.is_zone("Europe/Berlin")
    assert not dates.is_zone("Europe/Berln")
    assert not dates.is_zone("../etc/passwd")
    assert "UTC" in dates.zones()
