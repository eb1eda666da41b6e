from datetime import timedelta

import pytest

from dagspec import duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (300, 300),
        (1.5, 1.5),
        ("300", 300),
        ("5m", 300),
        ("5min", 300),
        ("1h30m", 5400),
        ("2d", 172800),
        ("1w", 604800),
        ("90s", 90),
        ("PT5M", 300),
        ("P1DT12H", 129600),
        ("5 minutes", 300),
        ("1 days,", 86400),
        ("1 hour 30 minutes", 5400),
        (timedelta(minutes=1), 60),
    ],
)
def test_a_length_of_time_as_people_write_it(written, seconds):
    assert duration.parse(written).total_seconds() == seconds


@pytest.mark.parametrize(
    "written", ["", "five", "5x", "PT", "P", True, float("nan"), "-5m", "5m later", "9" * 400]
)
def test_what_is_none_says_so(written):
    with pytest.raises(ValueError, match=r"not a length of time|longer than"):
        duration.parse(written)


@pytest.mark.parametrize(
    ("text", "is_one"), [("6h", True), ("PT6H", True), ("5", False), ("0 6 * * *", False)]
)
def test_a_cron_expression_is_no_length_of_time(text, is_one):
    assert duration.is_text(text) is is_one


def test_text_too_large_to_count_is_none():
    assert not duration.is_text("9" * 400 + "d")
