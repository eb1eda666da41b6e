"""The monitor beside a real Airflow: a run from start to end, and one whose API server dies on the way."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from embedded.credentials import Credentials
from embedded.processes import signal_group
from embedded.settings import DAG_ID, Ports, Settings
from embedded.stack import Stack, run_stack
from tests.conftest import ROOT
from tests.monitor.serving import free_port

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(600)]

PAGES = ("/", "/success", "/failure", "/runs", "/model", "/specs", "/docs", "/metrics", "/api/metrics")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    home = tmp_path_factory.mktemp("airflow")
    ports = Ports(airflow=free_port(), monitor=free_port(), smtp=free_port())
    settings = Settings(ports=ports, storage=home / "var", data=str(ROOT / "data" / "advertising.csv"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MONITOR_POLL_SECONDS", "0.5")
        patch.setenv("MONITOR_INDEX", str(home / "index.sqlite"))
        # A task that cannot reach the API server shall give up soon, or the test waits for minutes.
        patch.setenv("AIRFLOW__WORKERS__EXECUTION_API_RETRIES", "1")
        with run_stack(settings, Credentials(), Console(quiet=True)) as stack:
            yield stack


def status(stack: Stack) -> dict[str, Any]:
    answer = httpx.get(f"{stack.settings.monitor_url}/api/status", timeout=10)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def wait_for(stack: Stack, holds: Callable[[dict[str, Any]], bool], seconds: float) -> list[dict[str, Any]]:
    """Every status until one holds; the last one is that one."""
    seen = [status(stack)]
    end = time.monotonic() + seconds
    while not holds(seen[-1]):
        assert time.monotonic() < end, seen[-1]
        time.sleep(0.05)
        seen.append(status(stack))
    return seen


def every_page_answers(stack: Stack) -> None:
    with httpx.Client(base_url=stack.settings.monitor_url, follow_redirects=True, timeout=10) as client:
        for path in PAGES:
            assert client.get(path).status_code == 200, path


def test_a_run_is_shown_from_its_start_to_its_end(stack: Stack):
    assert status(stack)["state"] == "unknown"
    run = stack.api.trigger(DAG_ID)
    seen = wait_for(stack, lambda now: now["state"] == "healthy", 120)
    states = [each["state"] for each in seen]
    assert list(dict.fromkeys(states)) == ["unknown", "running", "healthy"]
    done = [each["run"]["tasks_done"] for each in seen if each["run"]]
    assert done == sorted(done), "tasks never become undone"
    assert len(set(done)) > 3, "the tasks were seen one after the other"
    assert seen[-1]["run"]["run_id"] == run.run_id
    assert seen[-1]["run"]["scores"]["accuracy"] > 0.9
    every_page_answers(stack)


def test_airflow_adds_the_next_run_and_its_own_view_of_the_tasks(stack: Stack):
    def has_both(now: dict[str, Any]) -> bool:
        # The last answer of Airflow may be from within the run.
        tasks = now["sources"]["airflow"]["tasks"] or {}
        return bool(now["next_run_at"]) and tasks.get("model_summary") == "success"

    airflow = wait_for(stack, has_both, 30)[-1]["sources"]["airflow"]
    assert airflow["reachable"]
    assert airflow["age_seconds"] < 5


def test_the_pipeline_itself_told_the_monitor(stack: Stack):
    log = (Path(stack.settings.log) / "monitor.log").read_text()
    assert '"method": "POST"' in log
    assert '/refresh", "status": 200' in log


def test_the_login_of_the_monitor_may_only_look(stack: Stack):
    environment = stack.children.environment
    login = {"username": "monitor", "password": environment["MONITOR_AIRFLOW_PASSWORD"]}
    with httpx.Client(base_url=stack.settings.airflow_url, timeout=10) as client:
        token = client.post("/auth/token", json=login).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        assert client.get("/api/v2/connections").status_code == 403
        assert client.patch(f"/api/v2/dags/{DAG_ID}", json={"is_paused": True}).status_code == 403


def test_a_run_whose_api_server_dies_is_told_truly(stack: Stack):
    before = status(stack)["run"]["run_id"]
    run = stack.api.trigger(DAG_ID)
    wait_for(stack, lambda now: now["run"]["run_id"] == run.run_id and now["run"]["tasks_done"] >= 2, 60)
    server = next(child for child in stack.children.running if child.name == "api-server")
    signal_group(server, signal.SIGKILL)
    server.process.wait()
    gone = wait_for(stack, lambda now: not now["sources"]["airflow"]["reachable"], 30)[-1]
    assert gone["sources"]["airflow"]["error"]
    assert gone["sources"]["airflow"]["as_of"], "the last answer stays, with its age"
    every_page_answers(stack)
    ended = wait_for(stack, lambda now: now["state"] != "running", 240)[-1]
    assert ended["state"] == "failed", ended["reason"]
    assert ended["run"]["run_id"] == run.run_id
    page = httpx.get(f"{stack.settings.monitor_url}/failure", timeout=10).text
    assert "does not answer" in page
    assert before in page, "the model that is still in place is named"
