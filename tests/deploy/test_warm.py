"""Who imports the heavy libraries ahead of its tasks."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def settings() -> ModuleType:
    path = Path(__file__).parents[2] / "deploy" / "airflow" / "airflow_local_settings.py"
    spec = importlib.util.spec_from_file_location("settings_of_airflow", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("arguments", "executor", "expected"),
    [
        (["airflow", "scheduler"], "LocalExecutor", True),
        (["airflow", "scheduler"], "CeleryExecutor", False),
        (["airflow", "scheduler"], "KubernetesExecutor", False),
        (["airflow", "celery", "worker", "--pid", "x"], "CeleryExecutor", True),
        (["airflow", "celery", "flower"], "CeleryExecutor", False),
        (["airflow", "dag-processor"], "LocalExecutor", False),
        (["airflow"], "LocalExecutor", False),
    ],
)
def test_only_who_forks_tasks_is_warmed(
    settings: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    executor: str,
    expected: bool,
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", executor)
    assert settings.starts_tasks(arguments) is expected


def test_what_cannot_be_imported_is_left_to_its_task(
    settings: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "MODULES", ("no_such_module",))
    settings.warm()
    assert "not warmed: no_such_module" in caplog.text


def test_the_client_of_an_object_store_is_warmed_where_there_is_one(settings: ModuleType) -> None:
    assert "s3fs" in settings.list_modules("s3://bucket/pipeline")
    assert "s3fs" not in settings.list_modules("/opt/airflow")
