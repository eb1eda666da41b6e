"""`make up` and `make down`, with a program called docker that says what it was told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKER = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in
  *"$FAILS"*) exit 1 ;;
  *"compose port"*) echo 127.0.0.1:8080 ;;
  *"ps --services"*) echo airflow-apiserver; echo monitor; echo grafana ;;
esac
"""
RELEASED = "ghcr.io/example/airflow:1.0.0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of nothing but what the scripts read."""
    (tmp_path / "deploy").mkdir()
    for name in ("deploy/up.sh", "deploy/down.sh", "deploy/environment.py", ".env.example"):
        shutil.copy(ROOT / name, tmp_path / name)
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(DOCKER, "utf-8")
    docker.chmod(0o755)
    return tmp_path


def run(
    folder: Path, script: str, *arguments: str, fails: str = "nothing", **changes: str
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What a script says, and what it asked Docker to do."""
    calls = folder / "calls"
    calls.write_text("", "utf-8")
    environment = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "CALLS": str(calls),
        "FAILS": fails,
        **changes,
    }
    command = [folder / "deploy" / script, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done, calls.read_text("utf-8").splitlines()


def test_up_builds_starts_and_says_where_everything_is(folder: Path) -> None:
    done, calls = run(folder, "up.sh", "--scale", "airflow-worker=2")
    assert done.returncode == 0, done.stderr
    assert "compose build --quiet airflow-init" in calls
    assert "compose build --quiet monitor" in calls
    start = "compose up --detach --no-build --wait --wait-timeout 600 --scale airflow-worker=2"
    assert start in calls
    values = dict(
        line.split("=", 1)
        for line in (folder / ".env").read_text("utf-8").splitlines()
        if "_PASSWORD=" in line
    )
    assert f"http://127.0.0.1:8080   login admin, password {values['AIRFLOW_ADMIN_PASSWORD']}" in done.stdout
    assert f"login admin, password {values['GRAFANA_PASSWORD']}" in done.stdout
    assert "Flower" not in done.stdout


@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_released_image_is_pulled_and_not_built(folder: Path, place: str) -> None:
    run(folder, "up.sh")
    settings = {"PIPELINE_IMAGE": RELEASED} if place == "environment" else {}
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.write(f"PIPELINE_IMAGE={RELEASED}\n" if place == "file" else "")
    _, calls = run(folder, "up.sh", **settings)
    assert "compose pull --quiet airflow-init" in calls
    assert "compose build --quiet airflow-init" not in calls
    assert "compose build --quiet monitor" in calls


def test_a_password_in_quotes_is_printed_without_them(folder: Path) -> None:
    run(folder, "up.sh")
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.write("AIRFLOW_ADMIN_PASSWORD='pa$word'\n")
    assert "login admin, password pa$word\n" in run(folder, "up.sh")[0].stdout


@pytest.mark.parametrize(
    ("fails", "complaint"),
    [
        ("compose version", "expected Docker Compose v2"),
        ("info", "the Docker engine does not answer"),
        ("compose up", "not every service became healthy within 600 s"),
    ],
)
def test_up_says_what_went_wrong(folder: Path, fails: str, complaint: str) -> None:
    done, _ = run(folder, "up.sh", fails=fails)
    assert done.returncode == 1
    assert complaint in done.stderr


def test_an_image_that_cannot_be_pulled_is_named(folder: Path) -> None:
    done, calls = run(folder, "up.sh", fails="compose pull", PIPELINE_IMAGE=RELEASED)
    assert done.returncode == 1
    assert f"{RELEASED} (PIPELINE_IMAGE) could not be pulled" in done.stderr
    assert not [call for call in calls if call.startswith("compose up")]


def test_up_starts_nothing_with_a_bad_setting(folder: Path) -> None:
    run(folder, "up.sh")
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.write("SMTP_PORT=abc\n")
    done, calls = run(folder, "up.sh")
    assert done.returncode == 1
    assert "SMTP_PORT" in done.stderr
    assert not [call for call in calls if call.startswith(("compose up", "compose build"))]


def test_down_stops_the_containers_of_every_profile(folder: Path) -> None:
    run(folder, "up.sh")
    assert run(folder, "down.sh", "--volumes")[1] == ["compose --profile * down --remove-orphans --volumes"]


def test_down_has_nothing_to_do_before_the_first_up(folder: Path) -> None:
    done, calls = run(folder, "down.sh")
    assert done.returncode == 0
    assert "nothing was started from here" in done.stdout
    assert calls == []
