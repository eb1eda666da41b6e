from __future__ import annotations

import pytest

from monitor import pages
from pipeline_tasks.record import Coefficient


@pytest.mark.parametrize(("count", "words"), [(0, "0 tasks"), (1, "1 task"), (11, "11 tasks")])
def test_what_is_counted_is_named_in_its_number(count: int, words: str):
    assert pages.counted(count, "task") == words


def test_thousands_stand_apart():
    assert pages.grouped(1234567) == "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"
    assert pages.grouped(None) == "unknown"


def test_sizes_and_scores():
    assert (pages.size(1200), pages.size(25_400)) == ("1\N{NARROW NO-BREAK SPACE}200 bytes", "25 kB")
    assert (pages.score(0.97), pages.score(None)) == ("0.970", "not measured")
    assert (pages.change(-0.003), pages.change(0.01)) == ("\N{MINUS SIGN}0.003", "+0.010")


def test_the_widest_odds_ratio_may_lie_below_one():
    pair = [Coefficient("a", 0.7, 2.0), Coefficient("b", -2.3, 0.1)]
    assert pages.widest(pair) == pytest.approx(10)
    assert pages.widest([]) == 1
