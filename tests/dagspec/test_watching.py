from pathlib import Path

import pytest

from dagspec import watching
from dagspec.watching import Watched

GOOD = """\
{name}:
  start_date: 2026-01-01
  schedule: null
  tasks: [{{task_id: x, operator: airflow.providers.standard.operators.empty.EmptyOperator}}]
"""


@pytest.fixture
def specs(tmp_path, monkeypatch) -> Path:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(GOOD.format(name=name), encoding="utf-8")
    return tmp_path


@pytest.fixture
def checked(monkeypatch):
    """The names of the specs that the rules looked at."""
    seen: list[str] = []
    check = watching.check_spec

    def noting(spec, context):
        seen.append(Path(spec.source.name).name)
        return check(spec, context)

    monkeypatch.setattr(watching, "check_spec", noting)
    return seen


def test_only_what_changed_is_checked_again(specs, checked):
    watched = Watched([specs])
    assert watched.check().errors == 0
    assert sorted(checked) == ["one.yaml", "two.yaml"]
    checked.clear()
    (specs / "one.yaml").write_text(GOOD.format(name="one").replace("tasks", "taks"), encoding="utf-8")
    watched.read_again([specs / "one.yaml"])
    assert watched.check().errors > 0
    assert checked == ["one.yaml"]


def test_rules_across_files_see_the_new_text(specs):
    watched = Watched([specs])
    watched.check()
    (specs / "one.yaml").write_text(GOOD.format(name="two"), encoding="utf-8")
    watched.read_again([specs / "one.yaml"])
    assert any("'two'" in found.message for found in watched.check().diagnostics)


@pytest.mark.parametrize("name", ["defaults.yml", "three.yaml", "code.py"])
def test_what_may_matter_to_every_spec_checks_all(specs, checked, name):
    watched = Watched([specs])
    watched.check()
    checked.clear()
    (specs / name).write_text("", encoding="utf-8")
    watched.read_again([specs / name])
    watched.check()
    assert {"one.yaml", "two.yaml"} <= set(checked)
