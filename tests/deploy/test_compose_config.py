"""What Docker Compose itself makes of the compose files; no engine is needed for that."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BASE = "docker-compose.yaml"
S3, HOSTS, WORKER = (f"deploy/docker-compose.{name}.yaml" for name in ("s3", "hosts", "worker"))
OF_THE_STACK_TEST = ("tests/stack/limited-disk.yaml", "tests/stack/big-data.yaml", "tests/stack/s3.yaml")
ADDRESSES = {"FIRST_HOST_ADDRESS": "10.0.0.1", "WORKER_ADDRESS": "10.0.0.2", "BIG_DATA": "/data"}

Config = Callable[..., dict[str, Any]]


def is_version_2(command: list[str]) -> bool:
    if not shutil.which(command[0]):
        return False
    done = subprocess.run([*command, "version", "--short"], capture_output=True, text=True, check=False)
    return bool(re.match(r"v?([2-9]|\d\d)\.", done.stdout))


@pytest.fixture(scope="session")
def config() -> Config:
    """Joins compose files with Compose v2: Docker's plugin, or the same program by itself."""
    found = [command for command in (["docker", "compose"], ["docker-compose"]) if is_version_2(command)]
    if not found and os.environ.get("CI"):
        pytest.fail("Docker Compose v2 is not installed, and in CI every part is tested")
    if not found:
        pytest.skip("Docker Compose v2 is not installed")

    def join(*files: str, services: tuple[str, ...] = (), **settings: str) -> dict[str, Any]:
        options = ["--env-file", ".env.example", *(part for file in files for part in ("--file", file))]
        profiles = [] if services else ["--profile", "*"]
        command = [*found[0], *options, *profiles, "config", "--format", "json", *services]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            **ADDRESSES,
            **settings,
        }
        if "DOCKER_CONFIG" in os.environ:
            environment["DOCKER_CONFIG"] = os.environ["DOCKER_CONFIG"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        joined: dict[str, Any] = json.loads(done.stdout)["services"]
        return joined

    return join


@pytest.mark.parametrize("name", [BASE, S3, HOSTS, WORKER, *OF_THE_STACK_TEST])
def test_the_compose_files_follow_the_specification(name: str, tmp_path: Path) -> None:
    # These are Compose's own tags: they say how files are joined, and nothing about their form.
    plain = tmp_path / "compose.yaml"
    text = (ROOT / name).read_text("utf-8").replace("!override", "").replace("!reset", "")
    plain.write_text(text, "utf-8")
    check = [
        Path(sys.executable).parent / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        plain,
    ]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "files",
    [(), (S3,), (S3, HOSTS), (S3, WORKER), OF_THE_STACK_TEST[:2], (S3, OF_THE_STACK_TEST[2])],
    ids=lambda files: "+".join(Path(file).stem for file in files) or "base",
)
def test_compose_accepts_every_profile_with_every_overlay(config: Config, files: tuple[str, ...]) -> None:
    assert {"airflow-worker", "grafana", "flower", "mailpit"} <= config(BASE, *files).keys()


def test_a_port_moves_the_links_too(config: Config) -> None:
    services = config(BASE, AIRFLOW_PORT="9999")
    assert services["airflow-apiserver"]["environment"]["AIRFLOW__API__BASE_URL"] == "http://localhost:9999"
    assert services["monitor"]["environment"]["MONITOR_AIRFLOW_PUBLIC_URL"] == "http://localhost:9999"


def test_a_google_account_is_mounted_where_its_client_looks(config: Config) -> None:
    for name in ("airflow-worker", "monitor"):
        without = config(BASE)[name]
        named = config(BASE, S3, GOOGLE_CREDENTIALS_FILE="/etc/pipeline/google.json")[name]
        assert not without["environment"]["GOOGLE_APPLICATION_CREDENTIALS"]
        place = named["environment"]["GOOGLE_APPLICATION_CREDENTIALS"]
        assert place in {f"/run/secrets/{each['source']}" for each in named["secrets"]}


def test_a_worker_of_another_host_starts_alone_and_finds_the_first_one(config: Config) -> None:
    services = config(BASE, S3, WORKER, services=("airflow-worker",))
    assert services.keys() == {"airflow-worker"}
    worker = services["airflow-worker"]
    assert worker["hostname"] == ADDRESSES["WORKER_ADDRESS"]
    assert [(port["host_ip"], port["published"], port["target"]) for port in worker["ports"]] == [
        (ADDRESSES["WORKER_ADDRESS"], "8793", 8793)
    ]
    hosts = dict(re.split("[=:]", line, maxsplit=1) for line in worker["extra_hosts"])
    needed = {"postgres", "redis", "airflow-apiserver", "monitor", "statsd-exporter"}
    assert hosts == dict.fromkeys(needed, ADDRESSES["FIRST_HOST_ADDRESS"])


def test_the_first_host_offers_what_the_others_need(config: Config) -> None:
    services = config(BASE, S3, HOSTS)
    offered = {
        name: port["target"]
        for name, service in services.items()
        for port in service.get("ports", [])
        if port["host_ip"] == ADDRESSES["FIRST_HOST_ADDRESS"]
    }
    assert offered == {
        "postgres": 5432,
        "redis": 6379,
        "airflow-apiserver": 8080,
        "monitor": 5000,
        "statsd-exporter": 9125,
    }
