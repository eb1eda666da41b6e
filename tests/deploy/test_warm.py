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


@pytest.mark.parametrize(
    ("storage", "client"),
    [
        ("s3://bucket/pipeline", ("s3fs",)),
        ("gs://bucket/pipeline", ("gcsfs",)),
        ("/opt/airflow", ()),
        ("file:///opt/airflow", ()),
    ],
)
def test_the_client_of_an_object_store_is_warmed_where_there_is_one(
    settings: ModuleType, storage: str, client: tuple[str, ...]
) -> None:
    assert settings.list_modules(storage) == settings.MODULES + client


def test_every_client_that_is_warmed_is_in_the_locks(settings: ModuleType) -> None:
    for name in ("airflow.lock", "monitor.lock"):
        lock = (Path(__file__).parents[2] / "requirements" / name).read_text("utf-8")
        assert all(f"\n{client}==" in lock for client in settings.STORES.values()), name
