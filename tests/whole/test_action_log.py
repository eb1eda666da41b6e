"""What users do while somebody else writes to the database, on the embedded stack."""

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from embedded.settings import DAG_ID


@contextmanager
def hold_database(pipeline) -> Iterator[None]:
    """Nobody else can write within the block, as within a task's transaction."""
    with closing(sqlite3.connect(pipeline.settings.airflow_home / "airflow.db", timeout=60)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.rollback()


def test_others_are_answered_while_an_action_waits_for_the_database(pipeline):
    client = pipeline.stack.api.client
    with ThreadPoolExecutor() as threads:
        with hold_database(pipeline):
            action = threads.submit(client.patch, f"/api/v2/dags/{DAG_ID}", json={"is_paused": False})
            answers = [client.get("/execution/health/ping", timeout=10) for _ in range(20)]
            assert not action.done()
        assert action.result().json()["is_paused"] is False
    assert all(answer.is_success for answer in answers)


def test_many_actions_at_once_are_all_done(pipeline):
    client = pipeline.stack.api.client

    def act(number: int) -> int:
        body = {"key": f"action_{number}", "value": "text"}
        return client.post("/api/v2/variables", json=body, timeout=30).status_code

    with ThreadPoolExecutor(80) as threads:
        assert set(threads.map(act, range(80))) == {201}


def test_an_action_is_logged_with_its_user_and_without_its_secret(pipeline):
    client = pipeline.stack.api.client
    client.post("/api/v2/variables", json={"key": "log_of_actions", "value": "hush"}).raise_for_status()
    asked = {"event": "post_variable", "order_by": "-event_log_id", "limit": "1"}
    logged = client.get("/api/v2/eventLogs", params=asked).raise_for_status()
    [entry] = logged.json()["event_logs"]
    assert entry["owner"] == "admin"
    assert json.loads(entry["extra"]) == {"key": "log_of_actions", "value": "***", "method": "POST"}


def send_late() -> Iterator[bytes]:
    """A body that is there after its request."""
    time.sleep(0.3)
    yield b"{}"


def test_an_action_is_logged_when_all_of_it_is_there(pipeline):
    client = pipeline.stack.api.client
    client.post("/api/v2/variables", json={"key": "late", "value": "text"}).raise_for_status()
    headers = {"Content-Type": "application/json"}
    answer = client.request("DELETE", "/api/v2/variables/late", content=send_late(), headers=headers)
    assert answer.status_code == 204
    logged = client.get("/api/v2/eventLogs", params={"event": "delete_variable"}).raise_for_status()
    [entry] = logged.json()["event_logs"]
    assert json.loads(entry["extra"])["method"] == "DELETE"


def test_an_action_that_airflow_refuses_is_refused(pipeline):
    client = pipeline.stack.api.client
    assert client.post("/api/v2/variables", json=["no variable"]).status_code == 422
    assert client.patch(f"/api/v2/dags/{DAG_ID}", content="no JSON").status_code == 422
    assert client.patch("/api/v2/dags/no_such_dag", json={"is_paused": False}).status_code == 404
