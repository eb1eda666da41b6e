"""No spec, however broken, is a fault of dagspec: every command over every golden spec."""

from datetime import date
from pathlib import Path

import pytest

from dagspec.__main__ import FAULT, main
from dagspec.project import load

ROOT = Path(__file__).parents[2]
SHIPPED = str(ROOT / "dags" / "configs" / "ml_pipeline_advertising.yaml")
SPECS = sorted((ROOT / "tests" / "specs").rglob("*.y*ml"))
COMMANDS = [
    ["graph", "SPEC"],
    ["graph", "SPEC", "--format", "dot"],
    ["schema", "SPEC"],
    ["diff", "SPEC", SHIPPED, "--format", "markdown"],
    ["diff", SHIPPED, "SPEC", "--format", "json"],
    ["check", "SPEC", "--diff"],
    ["check", "SPEC", "--format", "sarif"],
    ["check", "SPEC", "--format", "junit"],
    ["check", "SPEC", "--format", "github"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("part", range(4))
def test_no_spec_is_a_fault(command, part, capsys):
    for spec in SPECS[part::4]:
        words = [str(spec) if word == "SPEC" else word for word in command]
        assert main(words) != FAULT, (words, capsys.readouterr().err)


@pytest.mark.parametrize("spec", [path for path in SPECS if "ok" in path.parts], ids=lambda path: path.stem)
def test_whatever_is_set_can_be_explained(spec, capsys):
    project = load([spec], {}, date(2026, 11, 1))
    dags = [dag for each in project.specs for dag in each.dags]
    names = [f"{dag.dag_id}.{key}" for dag in dags for key in dag.settings.pairs if key != "tasks"]
    names += [f"{dag.dag_id}.{task.task_id}" for dag in dags for task in dag.tasks]
    names += [
        f"{dag.dag_id}.{task.task_id}.{key}" for dag in dags for task in dag.tasks for key in task.body.pairs
    ]
    for name in names:
        assert main(["explain", name, "--path", str(spec)]) == 0, (name, capsys.readouterr().err)
