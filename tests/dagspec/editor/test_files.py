"""The files that wire an editor and other repositories to dagspec."""

import json
import re
import subprocess
import sys

import pytest

from dagspec.__main__ import main


def in_use(schema: dict, spec: str) -> list[dict]:
    """The rules of a schema that say something about the operators and functions of a spec."""
    rules = schema["definitions"]["task"]["allOf"]
    named = [(rule, [key["const"] for key in rule["if"]["properties"].values()]) for rule in rules]
    return [rule for rule, names in named if all(name in spec for name in names)]


def test_the_projects_schema_is_up_to_date_for_what_the_spec_uses(project, monkeypatch, capsys):
    """Other functions come and go with the code; `dagspec schema --check` is strict about them as well."""
    monkeypatch.chdir(project)
    main(["schema"])
    made = json.loads(capsys.readouterr().out)
    kept = json.loads((project / "schemas" / "project.schema.json").read_text(encoding="utf-8"))
    spec = (project / "dags" / "configs" / "ml_pipeline_advertising.yaml").read_text(encoding="utf-8")
    advice = "run: dagspec schema --out schemas/project.schema.json"
    assert len(in_use(made, spec)) > 10
    assert in_use(kept, spec) == in_use(made, spec), advice
    for definition in ("dag", "defaults", "default_args", "group"):
        assert kept["definitions"][definition] == made["definitions"][definition], advice


def test_the_settings_name_a_schema_that_exists(project):
    settings = json.loads((project / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert all((project / name).exists() for name in settings["yaml.schemas"])


@pytest.fixture
def matcher(project) -> dict:
    tasks = json.loads((project / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    return next(task["problemMatcher"] for task in tasks if task["problemMatcher"])


def test_the_editor_reads_findings_from_the_output(matcher, tmp_path, capsys):
    (tmp_path / "x.yaml").write_text(
        "d:\n  catchp: true\n  start_date: 2026-01-01\n  tasks: {}\n", encoding="utf-8"
    )
    main(["check", str(tmp_path)])
    lines = capsys.readouterr().out.split("\n")
    found = next(
        filter(None, (re.match(matcher["pattern"]["regexp"], line) for line in lines if "catchp" in line))
    )
    fields = {name: found[group] for name, group in matcher["pattern"].items() if name != "regexp"}
    assert (fields["line"], fields["column"], fields["severity"]) == ("2", "3", "error")
    assert fields["file"].endswith("x.yaml")
    assert any(re.match(matcher["background"]["endsPattern"], line) for line in lines)


def test_the_hooks_for_other_repositories_are_valid(project):
    command = [
        sys.executable,
        "-m",
        "pre_commit",
        "validate-manifest",
        str(project / ".pre-commit-hooks.yaml"),
    ]
    assert subprocess.run(command, check=False).returncode == 0
