"""The Helm values and the manifests, without a cluster."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
HELM = ROOT / "deploy" / "helm"
MANIFESTS = ("monitor.yaml", "pipeline.yaml")
VALUES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in HELM.glob("*.yaml")
    if path.name not in MANIFESTS
}
EXECUTORS = {"celery-keda": "CeleryExecutor", "kubernetes": "KubernetesExecutor"}
SCHEMA = json.loads((Path(__file__).parent / "helm-values.schema.json").read_text("utf-8"))
LOAD = """
from airflow.executors.executor_loader import ExecutorLoader
print(ExecutorLoader.load_executor(ExecutorLoader.get_default_executor_name()).__class__.__module__)
"""


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "kubernetes-validate", "--strict", path]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def mistakes(values: dict[str, Any]) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(values)]


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_manifests_follow_kubernetes_schemas(name: str) -> None:
    done = validate(HELM / name)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_manifest_with_a_wrong_key_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    text = (HELM / "monitor.yaml").read_text("utf-8")
    bad.write_text(text.replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"), "utf-8")
    assert validate(bad).returncode != 0


@pytest.mark.parametrize("name", VALUES)
def test_the_values_use_keys_of_the_chart(name: str) -> None:
    assert mistakes(VALUES[name]) == []


def test_a_value_under_a_wrong_key_is_refused() -> None:
    assert mistakes({"apiserver": {"replicas": 2}})
    assert mistakes({"workers": {"keda": {"enabled": True}}})
    assert mistakes({"env": [{"name": "PIPELINE_SEED", "value": 42}]})


def test_the_values_choose_one_executor_each() -> None:
    assert {name: value["executor"] for name, value in VALUES.items() if "executor" in value} == EXECUTORS
    assert VALUES["values"]["dags"]["gitSync"]["enabled"] is True


@pytest.mark.slow
@pytest.mark.parametrize("executor", EXECUTORS.values())
def test_an_executor_can_be_loaded_and_is_in_the_image(executor: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__EXECUTOR": executor,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path / 'airflow.db'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    provider = (
        done.stdout.split()[-1]
        .partition(".executors.")[0]
        .replace("airflow.providers", "apache-airflow-providers")
    )
    lock = (ROOT / "requirements" / "airflow.lock").read_text("utf-8")
    assert f"\n{provider.replace('.', '-')}==" in lock


def test_the_api_server_writes_the_logins_where_airflow_reads_them() -> None:
    # The chart writes this to airflow.cfg and the script does not read that: it has a default of its own.
    place = VALUES["values"]["config"]["core"]["simple_auth_manager_passwords_file"]
    script = (ROOT / "deploy" / "airflow" / "start.sh").read_text("utf-8")
    assert f"SIMPLE_AUTH_MANAGER_PASSWORDS_FILE:-{place}}}" in script


def test_airflow_and_the_monitor_read_every_variable_of_the_specs_from_one_place() -> None:
    specs = (ROOT / "dags" / "configs").glob("*.yaml")
    wanted = {
        name for spec in specs for name in re.findall(r"\$\{(PIPELINE_[A-Z_]+):-", spec.read_text("utf-8"))
    }
    variables = yaml.safe_load((HELM / "pipeline.yaml").read_text("utf-8"))
    assert wanted <= variables["data"].keys()
    name = variables["metadata"]["name"]
    chart = yaml.safe_load(VALUES["values"]["extraEnvFrom"])
    assert {"configMapRef": {"name": name}} in chart
    assert {"configMapRef": {"name": name}} in monitor_container()["envFrom"]


def monitor_container() -> dict[str, Any]:
    deployment = next(yaml.safe_load_all((HELM / "monitor.yaml").read_text("utf-8")))
    container: dict[str, Any] = deployment["spec"]["template"]["spec"]["containers"][0]
    return container


def test_nobody_gets_a_secret_that_is_not_its_own() -> None:
    def secrets_of(envs: list[dict[str, Any]]) -> set[str]:
        references = [each["valueFrom"].get("secretKeyRef") for each in envs if "valueFrom" in each]
        return {f"{one['name']}/{one['key']}" for one in references if one}

    assert secrets_of(VALUES["values"]["apiServer"]["env"]) == {
        "airflow-logins/admin",
        "airflow-logins/monitor",
    }
    assert secrets_of(monitor_container()["env"]) == {"airflow-logins/monitor", "monitor-token/token"}
    shared = [each["secretRef"]["name"] for each in monitor_container()["envFrom"] if "secretRef" in each]
    assert shared == ["pipeline-store"]


def test_the_logs_of_tasks_outlive_their_pods() -> None:
    assert VALUES["values"]["logs"]["persistence"]["enabled"] is True


def test_the_documented_address_of_the_database_can_be_read_by_keda() -> None:
    # KEDA hands it to a client in Go, which knows no SQLAlchemy drivers.
    text = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    address = re.search(r"secret generic airflow-database .*connection=(\S+?)://", text)
    assert address
    assert address[1] == "postgresql"
