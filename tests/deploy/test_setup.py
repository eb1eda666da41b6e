"""`make setup` on a machine that lacks something: one sentence says what."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path):
    """What `make setup` needs, without an environment."""
    folder = tmp_path / "clone"
    for name in ("deploy", "requirements"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def make(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    known = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_", "MAKE"))}
    command = ["make", "--silent", "--no-print-directory", *words]
    return subprocess.run(
        command, cwd=folder, env=known | variables, capture_output=True, text=True, check=False
    )


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_python_that_does_not_run_is_named(clone):
    ended = make(clone, "setup", "PYTHON=/nonexistent")
    assert ended.returncode != 0
    assert ended.stderr.splitlines()[0] == (
        "setup: /nonexistent does not run; name another Python with 'make setup PYTHON=...'"
    )


def test_the_first_python_that_runs_is_taken(clone):
    names = clone / "names"
    write_program(names / "python3.11", "echo 'version 3.11 is not installed' >&2; exit 127")
    write_program(names / "python3.12", f'exec {sys.executable} "$@"')
    (clone / "which.mk").write_text("include Makefile\nwhich:\n\t@echo $(PYTHON)\n")
    ended = make(clone, "-f", "which.mk", "which", PATH=f"{names}:{os.environ['PATH']}")
    assert ended.stdout.split() == [str(names / "python3.12")]


def test_no_network_is_one_sentence(clone):
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    ended = make(clone, "setup", f"PYTHON={sys.executable}", **nowhere)
    assert ended.returncode != 0
    told, by_make = ended.stderr.splitlines()
    assert told.startswith("setup: the installer could not be fetched; is there a network")
    assert by_make.startswith("make: ***")


def test_what_pip_says_is_shown_when_it_is_something_else(clone):
    (clone / "requirements" / "installer.lock").write_text("uv @ file:///nonexistent.whl\n")
    ended = make(clone, "setup", f"PYTHON={sys.executable}")
    assert "nonexistent.whl" in ended.stderr


@pytest.mark.parametrize(("value", "is_once"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_once_can_be_switched_off(clone, value, is_once):
    ready = clone / ".venv" / ".ready"
    ready.parent.mkdir()
    ready.touch()
    ended = make(clone, "--dry-run", "run", f"ONCE={value}")
    assert ("--once" in ended.stdout) is is_once
