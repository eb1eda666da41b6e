from pathlib import Path

import pytest

from dagspec.source import parse
from dagspec.spec import view
from dagspec.summary import full_ids

EMPTY = "operator: airflow.providers.standard.operators.empty.EmptyOperator"


def ids(groups: str, tasks: str) -> list[str]:
    text = f"shop:\n  task_groups: {groups}\n  tasks: {tasks}\n"
    (dag,) = view(parse(text.encode(), Path("shop.yaml"), "shop.yaml", {})).dags
    return list(full_ids(dag))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("{}", "load"),
        ("{g: {tooltip: x}}", "g.load"),
        ("{g: {prefix_group_id: false}}", "load"),
        ("{g: {parent_group_name: outer}, outer: {tooltip: x}}", "outer.g.load"),
        ("{g: {parent_group_name: outer}, outer: {prefix_group_id: false}}", "g.load"),
        ("{g: {parent_group_name: outer, prefix_group_id: false}, outer: {tooltip: x}}", "load"),
        ("{g: {parent_group_name: nowhere}}", "g.load"),
    ],
)
def test_the_names_of_groups_come_before_that_of_a_task(groups, expected):
    assert ids(groups, "{load: {task_group_name: g}}") == [expected]


def test_groups_may_lie_deep_in_each_other():
    inner = ", ".join(f"g{n}: {{parent_group_name: g{n - 1}}}" for n in range(1, 2000))
    tasks = "{first: {task_group_name: g1999}, second: {task_group_name: g1999}}"
    first, second = ids(f"{{g0: {{}}, {inner}}}", tasks)
    assert first.startswith("g0.g1.g2.")
    assert first.endswith(".first")
    assert second.endswith(".second")
    assert 250 < len(first) < 300, "too long an id is refused; the whole of it would only fill the memory"


def test_groups_in_a_circle_have_an_end():
    (found,) = ids("{a: {parent_group_name: b}, b: {parent_group_name: a}}", "{load: {task_group_name: a}}")
    assert found == "b.a.load"
