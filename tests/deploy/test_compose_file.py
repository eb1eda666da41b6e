"""What every service of docker-compose.yaml keeps to, by the file itself."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yaml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
# Started once, or without a port or a loop of its own to ask.
WITHOUT_HEALTH = {"airflow-init", "airflow-cli"}
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
    assert "mem_limit" in SERVICES[name]
    assert SERVICES[name]["restart"] == ("no" if name == "airflow-init" else "unless-stopped")


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
    example = (ROOT / ".env.example").read_text("utf-8")
    documented = dict(re.findall(r"^([A-Za-z_0-9]+)=(.*)$", example, re.MULTILINE))
    used = dict(re.findall(r"\$\{([A-Za-z_0-9]+):-([^}$]*)\}", TEXT))
    assert used.keys() <= documented.keys()
    assert {name: documented[name] for name, value in used.items()} == used


def test_every_secret_is_demanded() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    for name in re.findall(r"^([A-Z_]+)=change-me$", example, re.MULTILINE):
        assert f"${{{name}:?" in TEXT, name


def test_airflow_and_the_monitor_get_one_storage_and_one_token() -> None:
    airflow, monitor = (SERVICES[name]["environment"] for name in ("airflow-worker", "monitor"))
    assert airflow["PIPELINE_STORAGE"] == monitor["MONITOR_STORAGE"]
    assert "${MONITOR_TOKEN}" in airflow["AIRFLOW_CONN_MONITOR"]
    assert monitor["MONITOR_TOKEN"] == "${MONITOR_TOKEN}"  # noqa: S105  the name of a variable
