"""`make up` begins with a .env of generated secrets and never with an example's."""

import base64
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".env.example").write_text((ROOT / ".env.example").read_text("utf-8"), "utf-8")
    return tmp_path


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "deploy" / "environment.py")
    return subprocess.run([sys.executable, script, str(folder)], capture_output=True, text=True, check=False)


def replace(folder: Path, pattern: str, text: str) -> None:
    file = folder / ".env"
    file.write_text(re.sub(pattern, text, file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def read(folder: Path) -> dict[str, str]:
    lines = (folder / ".env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def test_a_missing_file_is_written_with_secrets_of_its_own(folder: Path) -> None:
    assert run(folder).returncode == 0
    values = read(folder)
    assert "change-me" not in values.values()
    assert len(base64.urlsafe_b64decode(values["FERNET_KEY"])) == 32
    secrets = [values[name] for name in values if name.endswith(("PASSWORD", "SECRET", "TOKEN", "KEY"))]
    assert len(set(filter(None, secrets))) >= 9


def test_only_the_owner_may_read_it(folder: Path) -> None:
    run(folder)
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600


def test_an_existing_file_is_left_alone(folder: Path) -> None:
    run(folder)
    before = (folder / ".env").read_text("utf-8")
    assert run(folder).returncode == 0
    assert (folder / ".env").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("pattern", "text", "complaint"),
    [
        ("^JWT_SECRET=.*$", "JWT_SECRET=change-me", "JWT_SECRET holds the example's value"),
        ("^FERNET_KEY=.*$", "FERNET_KEY=", "FERNET_KEY is missing"),
        ("^MONITOR_TOKEN=.*\n", "", "MONITOR_TOKEN is missing"),
        ("^password_smtp=.*$", r'password_smtp=a"b', "password_smtp: expected no double quote"),
        ("^COMPOSE_PROFILES=.*$", "COMPOSE_PROFILES=mail,observability", "needs AIRFLOW_METRICS=True"),
        ("^COMPOSE_PROFILES=.*$", "COMPOSE_PROFILES=*", "needs AIRFLOW_METRICS=True"),
        (
            "^COMPOSE_PROFILES=.*$",
            "COMPOSE_PROFILES=cli",
            "SMTP_HOST is mailpit, which needs the profile mail",
        ),
        ("^COMPOSE_PROFILES=.*$", "COMPOSE_PROFILES=mail,metrics", "got metrics"),
        ("^AIRFLOW_METRICS=.*$", "AIRFLOW_METRICS=true", "AIRFLOW_METRICS: expected True or False"),
        ("^password_smtp=.*$", "password_smtp=pa$word", "password_smtp holds a $"),
        ("^password_smtp=.*$", "password_smtp=pass #1", "password_smtp holds a #"),
        ("^SMTP_USER=.*$", 'SMTP_USER=a"b', "SMTP_USER: expected no double quote"),
        ("^SMTP_PORT=.*$", "SMTP_PORT=abc", "SMTP_PORT: expected a port"),
        ("^SMTP_DISABLE_TLS=.*$", "SMTP_DISABLE_TLS=False", "SMTP_DISABLE_TLS: expected true or false"),
        ("^MONITOR_TOKEN=.*$", 'MONITOR_TOKEN=a"b', "MONITOR_TOKEN: expected no double quote"),
        ("^POSTGRES_PASSWORD=.*$", "POSTGRES_PASSWORD=p@ss/word", "POSTGRES_PASSWORD: expected letters"),
        ("^REDIS_PASSWORD=.*$", "REDIS_PASSWORD=a:b", "REDIS_PASSWORD: expected letters"),
        ("^FERNET_KEY=.*$", "FERNET_KEY=notakey", "FERNET_KEY: expected 32 bytes"),
        ("^AIRFLOW_PORT=.*$", "AIRFLOW_PORT=80800", "AIRFLOW_PORT: expected a port"),
        ("^WORKER_CONCURRENCY=.*$", "WORKER_CONCURRENCY=0", "WORKER_CONCURRENCY: expected a whole number"),
    ],
)
def test_a_bad_value_is_named_and_ends_it(folder: Path, pattern: str, text: str, complaint: str) -> None:
    run(folder)
    replace(folder, pattern, text.replace("\\", r"\\"))
    done = run(folder)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert "a new .env would not fit the old volumes" in done.stderr


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^password_smtp=.*$", "password_smtp='pa$word #1'"),
        ("^COMPOSE_PROFILES=.*\n(?s:.*)^SMTP_HOST=.*$", "COMPOSE_PROFILES=\nSMTP_HOST=smtp.example.com"),
        ("^COMPOSE_PROFILES=(?s:.*)^AIRFLOW_METRICS=.*$", "COMPOSE_PROFILES=*\nAIRFLOW_METRICS=True"),
    ],
    ids=["single quotes keep every mark", "another mail server", "all profiles with metrics"],
)
def test_a_good_value_passes(folder: Path, pattern: str, text: str) -> None:
    run(folder)
    before = read(folder)
    replace(folder, pattern, text)
    with (folder / ".env").open("a") as file:  # what the pattern swallowed is wanted again
        file.writelines(f"{name}={before[name]}\n" for name in before.keys() - read(folder).keys())
    done = run(folder)
    assert done.returncode == 0, done.stderr
