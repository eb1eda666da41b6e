"""The containers themselves refuse an example's secret, also without `make up`."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRETS = (
    "AIRFLOW__CORE__FERNET_KEY",
    "AIRFLOW__API_AUTH__JWT_SECRET",
    "AIRFLOW__API__SECRET_KEY",
    "AIRFLOW_ADMIN_PASSWORD",
    "MONITOR_AIRFLOW_PASSWORD",
    "MONITOR_TOKEN",
)


def start(tmp_path: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Runs start.sh with a program called airflow that says what it was told."""
    airflow = tmp_path / "airflow"
    airflow.write_text('#!/bin/sh\necho "airflow $*"\n', "utf-8")
    airflow.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", **dict.fromkeys(SECRETS, "s3cret"), **changes}
    environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"] = str(tmp_path / "passwords.json")
    script = str(ROOT / "deploy" / "airflow" / "start.sh")
    return subprocess.run([script, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_init_prepares_the_database(tmp_path: Path) -> None:
    assert start(tmp_path, "init").stdout == "airflow db migrate\n"


def test_the_api_server_starts_with_its_logins(tmp_path: Path) -> None:
    done = start(tmp_path, "api-server", **{SECRETS[3]: 'a "quoted" one'})
    assert done.stdout == "airflow api-server\n"
    logins = (tmp_path / "passwords.json").read_text("utf-8")
    assert logins == '{"admin": "a \\"quoted\\" one", "monitor": "s3cret"}'


@pytest.mark.parametrize("name", SECRETS)
def test_an_examples_secret_ends_it(tmp_path: Path, name: str) -> None:
    done = start(tmp_path, "init", **{name: "change-me"})
    assert done.returncode == 64
    assert name in done.stderr


def test_a_missing_secret_ends_it(tmp_path: Path) -> None:
    assert "expected a secret in MONITOR_TOKEN" in start(tmp_path, "init", MONITOR_TOKEN="").stderr


def test_another_word_is_refused(tmp_path: Path) -> None:
    assert "expected 'init' or 'api-server', got 'worker'" in start(tmp_path, "worker").stderr
