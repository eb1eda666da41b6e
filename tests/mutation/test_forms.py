"""dag-factory's documented forms are accepted, and dagspec builds from them what dag-factory builds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.forms import forms

NAMES = [form.name for form in forms()]


@pytest.fixture(scope="session")
def originals(project: Path) -> dict[str, Any]:
    """What is said of each form; in a process of its own, since Airflow reads its settings once."""
    command = [sys.executable, "-m", "tests.mutation.originals"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {line["form"]: line for line in lines}


@pytest.mark.parametrize("name", NAMES)
def test_a_documented_form_is_accepted_without_a_finding(originals: dict[str, Any], name: str) -> None:
    assert originals[name]["findings"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_documented_form_runs_on_airflow(originals: dict[str, Any], name: str) -> None:
    assert originals[name]["airflow"] == ""


@pytest.mark.parametrize("name", NAMES)
def test_the_dags_of_a_form_are_those_that_dag_factory_builds(originals: dict[str, Any], name: str) -> None:
    differences = originals[name]["differences"]
    assert differences
    assert not any(differences.values()), differences
