"""Of a twin, rules look at what is new in it, and at all of what that may change."""

from pathlib import Path

import pytest

from dagspec.cleared import Cleared
from dagspec.rules.news import news_of
from dagspec.source import parse
from dagspec.spec import view
from dagspec.twin import Twins

SPEC = """\
shop:
  schedule: daily
  catchup: no
  default_args: {retries: 1}
  tasks:
    - task_id: one
      operator: a.B
      op_kwargs: {price: 1, list: [x, y]}
    - task_id: two
      operator: a.B
      retries: 1
      op_kwargs: price
      dependencies: [one]
    - task_id: three
      decorator: a.c
      to: 1
"""


def read(text):
    return parse(text.encode(), Path("x.yaml"), "x.yaml", {})


@pytest.fixture
def news():
    """Return what is new in a twin, and keep its model alive."""
    twins = Twins({})
    twins.remember(twins.read(SPEC.encode(), Path("x.yaml")))

    def news_with(old, new):
        twin = twins.read(SPEC.replace(old, new).encode(), Path("y.yaml"))
        cleared = Cleared()
        cleared.begin(*(twins.news(twin) or ()))
        found = news_of(view(twin).dags[0], cleared)
        return found, [pairs and [pair.key.value for pair in pairs] for pairs in found.tasks]

    return news_with


def test_all_is_new_in_a_file_that_is_no_twin():
    found = news_of(view(read(SPEC)).dags[0], Cleared())
    assert (found.around, found.tasks, found.are_values) == (True, (None, None, None), False)


@pytest.mark.parametrize("change", [("shop:", "sales:"), ("daily", "weekly")])
def test_a_name_or_a_schedule_is_nothing_new_to_the_tasks(news, change):
    found, tasks = news(*change)
    assert (found.are_values, tasks) == (True, [[], [], []])


@pytest.mark.parametrize("change", [("price: 1", "price: 2"), ("[x, y]", "[x, z]")])
def test_a_new_argument_is_looked_at_alone(news, change):
    found, tasks = news(*change)
    assert (found.are_values, tasks) == (True, [["op_kwargs"], [], []])


@pytest.mark.parametrize(
    ("change", "tasks"),
    [
        (("a.B\n      retries: 1", "a.B\n      retries: 2"), [[], None, []]),
        (("op_kwargs: price", "op_kwargs: cost"), [[], None, []]),
        (("to: 1", "to: 2"), [[], [], None]),
        (("[one]", "[uno]"), [[], None, []]),
    ],
)
def test_a_task_that_is_another_is_looked_at_in_full(news, change, tasks):
    found, shown = news(*change)
    assert (found.around, found.are_values, shown) == (False, False, tasks)


@pytest.mark.parametrize("change", [("{retries: 1}", "{retries: 2}"), ("catchup: no", "catchup: yes")])
def test_anything_else_around_the_tasks_is_new_to_all_of_them(news, change):
    found, tasks = news(*change)
    assert (found.around, found.are_values, tasks) == (True, False, [None, None, None])
