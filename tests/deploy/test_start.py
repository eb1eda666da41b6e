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
)
LOGINS = ("AIRFLOW_ADMIN_PASSWORD", "MONITOR_AIRFLOW_PASSWORD")
SCRIPT = ROOT / "deploy" / "airflow" / "start.sh"
# What holds a secret among other things, and is not there with every executor.
HOLDERS = (
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
    "AIRFLOW__CELERY__BROKER_URL",
    "AIRFLOW__CELERY__RESULT_BACKEND",
    "AIRFLOW_CONN_MONITOR",
    "AIRFLOW_CONN_SMTP_DEFAULT",
)
PASSWORDS_FILE = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"


def start(
    tmp_path: Path, *arguments: str, script: Path = SCRIPT, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Runs start.sh with a program called airflow that says what it was told."""
    airflow = tmp_path / "airflow"
    airflow.write_text('#!/bin/sh\necho "airflow $*"\n', "utf-8")
    airflow.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        PASSWORDS_FILE: str(tmp_path / "passwords.json"),
        **dict.fromkeys(SECRETS, "s3cret"),
        **changes,
    }
    return subprocess.run([script, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_init_prepares_the_database(tmp_path: Path) -> None:
    assert start(tmp_path, "init").stdout == "airflow db migrate\n"


def test_the_api_server_starts_with_its_logins(tmp_path: Path) -> None:
    done = start(tmp_path, "api-server", **dict(zip(LOGINS, ('a "quoted" one', "s3cret"), strict=True)))
    assert done.stdout == "airflow api-server\n"
    logins = (tmp_path / "passwords.json").read_text("utf-8")
    assert logins == '{"admin": "a \\"quoted\\" one", "monitor": "s3cret"}'


def test_the_api_server_finds_a_place_for_the_logins_by_itself(tmp_path: Path) -> None:
    # The Helm chart puts settings into airflow.cfg and not into the environment.
    script = tmp_path / "start.sh"
    script.write_text(SCRIPT.read_text("utf-8").replace("/opt/airflow/auth", str(tmp_path)), "utf-8")
    script.chmod(0o755)
    logins = dict.fromkeys(LOGINS, "s3cret")
    done = start(tmp_path, "api-server", script=script, **logins, **{PASSWORDS_FILE: ""})
    assert done.stdout == "airflow api-server\n", done.stderr
    assert (tmp_path / "passwords.json").exists()


@pytest.mark.parametrize("name", [*SECRETS, *HOLDERS])
def test_an_examples_secret_ends_it(tmp_path: Path, name: str) -> None:
    done = start(tmp_path, "init", **{name: "postgresql://airflow:change-me@postgres/airflow"})
    assert done.returncode == 64
    assert name in done.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_ends_it(tmp_path: Path, name: str) -> None:
    assert f"expected a secret in {name}" in start(tmp_path, "init", **{name: ""}).stderr


@pytest.mark.parametrize("name", LOGINS)
def test_the_api_server_wants_its_logins(tmp_path: Path, name: str) -> None:
    logins = dict.fromkeys(LOGINS, "s3cret")
    assert f"expected a secret in {name}" in start(tmp_path, "api-server", **(logins | {name: ""})).stderr


def test_another_word_is_refused(tmp_path: Path) -> None:
    assert "expected 'init' or 'api-server', got 'worker'" in start(tmp_path, "worker").stderr
