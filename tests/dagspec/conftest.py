"""A DAG to draw; and what editor and reports are checked with, from npm, by a lock file."""

from datetime import date
from pathlib import Path

import pytest

from dagspec.project import load
from tests.npm import install_locked

LOCKED = Path(__file__).parent / "editor"
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


@pytest.fixture(scope="session")
def node_modules(project: Path, require_program) -> Path:
    """The language server and the schemas of SARIF and JUnit, installed once below var/."""
    return install_locked(LOCKED, project / "var" / "cache" / "editor-tests", require_program)
