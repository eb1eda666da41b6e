from datetime import date
from pathlib import Path

import pytest

from dagspec.graph import Edge, edges
from dagspec.project import load

SPEC = """\
my_dag:
  start_date: 2026-01-01
  default_args: {trigger_rule: all_done}
  task_groups:
    outer: {tooltip: "x"}
    inner: {parent_group_name: outer, dependencies: [first]}
  tasks:
    first: {operator: a.B}
    second: {operator: a.B, task_group_name: inner, trigger_rule: all_success}
    third: {decorator: a.b, dependencies: [inner, nowhere], value: +second, task_group_name: outer}
    mapped: {operator: a.B, expand: {x: third.output, y: XcomArg(first)}}
"""


@pytest.fixture
def dag(tmp_path: Path):
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return load([tmp_path], {}, date(2026, 11, 1)).specs[0].dags[0]


def test_edges_are_dependencies_and_results_that_are_handed_on(dag):
    assert set(edges(dag)) == {
        Edge("inner", "third"),
        Edge("second", "third", data=True),
        Edge("third", "mapped", data=True),
        Edge("first", "mapped", data=True),
        Edge("first", "inner"),
    }
