"""The alerts of deploy/prometheus fire when they should and keep silent when they should."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

RULES = "deploy/prometheus/pipeline.rules.yml"
CASES = "tests/monitor/pipeline.rules.test.yml"


@pytest.fixture
def promtool(require_program) -> str:
    return require_program("promtool")


def rules(project: Path) -> dict[str, dict[str, str]]:
    groups = yaml.safe_load((project / RULES).read_text())["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def test_every_case_holds(promtool: str, project: Path):
    done = subprocess.run([promtool, "test", "rules", CASES], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(project: Path):
    tests = yaml.safe_load((project / CASES).read_text())["tests"]
    checks = [check for test in tests for check in test["alert_rule_test"]]
    assert {check["alertname"] for check in checks if check["exp_alerts"]} == set(rules(project))
    assert {check["alertname"] for check in checks if not check["exp_alerts"]} == set(rules(project))


def test_no_alert_rests_on_a_metric_that_the_monitor_does_not_send(
    client: FlaskClient, project: Path, history: list[str]
):
    sent = set(re.findall(r"^# TYPE (\S+)", client.get("/metrics").text, re.MULTILINE))
    asked = {name for rule in rules(project).values() for name in re.findall(r"pipeline_\w+", rule["expr"])}
    # Sent only when an Airflow is named, which this monitor has none of.
    assert asked - sent <= {"pipeline_airflow_reachable"}
