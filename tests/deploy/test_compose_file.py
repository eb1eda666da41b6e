"""What every service of docker-compose.yaml keeps to, by the file itself."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yaml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
# Started once and ended.
ONE_SHOTS = {"airflow-init", "secrets-check", "metrics-check"}
# And without a port or a loop of its own to ask.
WITHOUT_HEALTH = {*ONE_SHOTS, "airflow-cli"}
LOGINS = {"AIRFLOW_ADMIN_PASSWORD", "MONITOR_AIRFLOW_PASSWORD"}
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
each_service = pytest.mark.parametrize("name", SERVICES)


def test_the_services_of_the_original_are_there() -> None:
    assert SERVICES.keys() >= {
        "postgres",
        "redis",
        "airflow-init",
        "airflow-apiserver",
        "airflow-scheduler",
        "airflow-dag-processor",
        "airflow-worker",
        "airflow-triggerer",
        "airflow-cli",
        "monitor",
    }


@each_service
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert str(service["user"]).split(":")[0] not in {"0", "root"}


@each_service
def test_a_service_is_limited_and_restarts(name: str) -> None:
    assert {"mem_limit", "cpus"} <= SERVICES[name].keys()
    assert SERVICES[name]["restart"] == ("no" if name in ONE_SHOTS else "unless-stopped")


@each_service
def test_a_service_says_whether_it_is_healthy(name: str) -> None:
    assert ("healthcheck" in SERVICES[name]) is (name not in WITHOUT_HEALTH)


@each_service
def test_a_port_is_open_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@each_service
def test_an_image_is_pinned_and_can_be_replaced(name: str) -> None:
    assert re.fullmatch(r"\$\{[A-Z_]+_IMAGE:-[^:}]+:(?!latest)[^:}]+\}", SERVICES[name]["image"])


def test_every_variable_is_documented_with_its_default() -> None:
    documented = dict(re.findall(r"^([A-Za-z_0-9]+)=(.*)$", EXAMPLE, re.MULTILINE))
    # Written as a comment: what has no default, or one that another tool keeps up to date.
    optional = set(re.findall(r"^#([A-Za-z_0-9]+)=", EXAMPLE, re.MULTILINE))
    files = [ROOT / "docker-compose.yaml", *(ROOT / "deploy").glob("docker-compose.*.yaml")]
    text = "".join(file.read_text("utf-8") for file in files)
    used = dict(re.findall(r"\$\{([A-Za-z_0-9]+)(?::-([^}$]*))?", text))
    assert used.keys() - documented.keys() == optional
    defaults = dict(re.findall(r"\$\{([A-Za-z_0-9]+):-([^}$]*)\}", text))
    assert {name: value for name, value in documented.items() if name in defaults} == {
        name: value for name, value in defaults.items() if name not in optional
    }


def test_every_secret_is_demanded() -> None:
    for name in re.findall(r"^([A-Z_]+)=change-me$", EXAMPLE, re.MULTILINE):
        assert f"${{{name}:?" in TEXT, name


def test_airflow_and_the_monitor_get_one_storage_and_one_token() -> None:
    airflow, monitor = (SERVICES[name]["environment"] for name in ("airflow-worker", "monitor"))
    assert airflow["PIPELINE_STORAGE"] == monitor["MONITOR_STORAGE"]
    assert "Bearer ${MONITOR_TOKEN:?" in airflow["AIRFLOW_CONN_MONITOR"]
    assert monitor["MONITOR_TOKEN"] == "${MONITOR_TOKEN}"  # noqa: S105  the name of a variable


def test_airflow_and_the_monitor_get_every_variable_of_the_specs() -> None:
    specs = (ROOT / "dags" / "configs").glob("*.yaml")
    wanted = {name for spec in specs for name in re.findall(r"\$\{([A-Z_]+):-", spec.read_text("utf-8"))}
    wanted -= {"NAME"}  # the placeholder of the comment that explains them
    assert len(wanted) >= 11
    for name in ("airflow-worker", "airflow-dag-processor", "airflow-scheduler", "monitor"):
        assert wanted <= SERVICES[name]["environment"].keys(), name


@each_service
def test_the_logins_are_known_to_the_api_server_and_the_monitor_only(name: str) -> None:
    expected = {"airflow-apiserver": LOGINS, "monitor": {"MONITOR_AIRFLOW_PASSWORD"}}
    assert SERVICES[name].get("environment", {}).keys() & LOGINS == expected.get(name, set())


def run_check(name: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Runs what a check runs, in this machine's shell; compose writes $$ where the shell is to see $."""
    service = SERVICES[name]
    script = service["command"][0].replace("$$", "$")
    environment = dict.fromkeys(service["environment"], "s3cret") | {"PATH": os.environ["PATH"]} | changes
    command = [*service["entrypoint"], script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("value", ["change-me", ""])
@pytest.mark.parametrize("name", ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "GRAFANA_PASSWORD"])
def test_the_public_images_are_not_started_with_an_examples_secret(name: str, value: str) -> None:
    assert run_check("secrets-check").returncode == 0
    done = run_check("secrets-check", **{name: value})
    assert done.returncode == 64
    assert name in done.stderr


@pytest.mark.parametrize("name", ["postgres", "redis", "grafana"])
def test_the_public_images_wait_for_the_check(name: str) -> None:
    assert SERVICES[name]["depends_on"]["secrets-check"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize(("value", "code"), [("True", 0), ("False", 64)])
def test_the_profile_observability_wants_airflows_metrics(value: str, code: int) -> None:
    assert run_check("metrics-check", AIRFLOW_METRICS=value).returncode == code
    assert "metrics-check" in SERVICES["statsd-exporter"]["depends_on"]


@pytest.mark.parametrize("file", ["Dockerfile", "monitor.Dockerfile"])
def test_the_image_that_is_built_on_is_pinned_and_can_be_replaced(file: str) -> None:
    argument, public, base = re.findall(
        r"^(?:ARG|FROM) .*$", (ROOT / "deploy" / file).read_text("utf-8"), re.MULTILINE
    )
    assert re.fullmatch(r"ARG ([A-Z]+_IMAGE)=public", argument)
    assert re.fullmatch(r"FROM \S+:\d+\.\d+\.\d+\S* AS public", public)
    assert base == f"FROM ${{{argument.removeprefix('ARG ').removesuffix('=public')}}}"


def test_the_airflow_image_has_the_airflow_of_the_lock() -> None:
    lock = (ROOT / "requirements" / "airflow.lock").read_text("utf-8")
    version = re.search(r"^apache-airflow==(\S+)", lock, re.MULTILINE)
    assert version
    assert f"FROM apache/airflow:{version[1]}-python" in (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
