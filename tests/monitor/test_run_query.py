from __future__ import annotations

import pytest

from monitor.run_query import BadQuery, RunQuery


def test_without_a_query_the_first_page_of_all_runs():
    query = RunQuery.read({})
    assert (query.states, query.offset, query.limit) == ((), 0, 25)


def test_a_page_further_on():
    query = RunQuery.read({"state": "failed", "page": "3", "limit": "10"})
    assert (query.states, query.offset) == (("failed",), 20)


def test_a_name_that_means_nothing_here_is_left_alone():
    assert RunQuery.read({"utm_source": "mail", "page": "2"}) == RunQuery(page=2)


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (25, 1), (26, 2)])
def test_how_many_pages_there_are(total: int, pages: int):
    assert RunQuery().pages(total) == pages


@pytest.mark.parametrize(
    "values",
    [
        {"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": ""}, {"page": "1.5"}, {"page": "²"},
        {"page": "9" * 5000}, {"limit": "201"}, {"state": "late"},
    ],
)  # fmt: skip
def test_a_wrong_query_is_refused_with_what_was_expected(values: dict[str, str]):
    with pytest.raises(BadQuery, match=r"expected .*, got"):
        RunQuery.read(values)


def test_the_message_does_not_repeat_a_book():
    with pytest.raises(BadQuery) as caught:
        RunQuery.read({"state": "x" * 10_000})
    assert len(str(caught.value)) < 200
