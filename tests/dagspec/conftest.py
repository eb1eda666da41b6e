"""A DAG to draw; and what editor and reports are checked with, from npm, by a lock file."""

import hashlib
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from dagspec.project import load

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
    require_program("node")
    npm = require_program("npm")
    digest = hashlib.sha256((LOCKED / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = project / "var" / "cache" / "editor-tests" / digest
    if not folder.exists():
        _install(npm, folder)
    return folder / "node_modules"


def _install(npm: str, folder: Path) -> None:
    """Install beside the folder and move into place, so that two test processes never share a half."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKED / name, beside / name)
    command = [npm, "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=beside, capture_output=True, text=True, timeout=240, check=False)
    if done.returncode:
        shutil.rmtree(beside)
        reason = f"npm ci failed: {done.stderr.strip()[-300:]}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    try:
        beside.rename(folder)
    except OSError:
        shutil.rmtree(beside)
