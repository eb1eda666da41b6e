from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.airflow_client import AirflowClient, AirflowError, connect
from tests.monitor.airflow_server import PASSWORD, RUN, AirflowServer, airflow_server
from tests.monitor.conftest import utc
from tests.monitor.records import DAG, NOW


@pytest.fixture
def server() -> Iterator[AirflowServer]:
    with airflow_server(DAG) as server:
        yield server


@pytest.fixture
def client(server: AirflowServer) -> Iterator[AirflowClient]:
    client = connect(server.url, "monitor", PASSWORD, timeout=0.5)
    yield client
    client.close()


def test_a_snapshot_holds_runs_tasks_next_run_and_import_errors(client: AirflowClient, server: AirflowServer):
    live = client.snapshot(DAG, NOW)
    assert (live.reachable, live.as_of, live.paused) == (True, NOW, False)
    assert live.state_of(RUN) == "running"
    assert (live.tasks_run_id, live.tasks[0].task_id, live.tasks[0].state) == (RUN, "load_data", "running")
    assert live.next_run_at == utc(2026, 11, 24)
    assert (live.import_problems[0].file, live.import_problems[0].text) == ("configs/bad.yaml", "line 3")
    assert any("order_by=-run_after" in path for path in server.asked)


def test_one_login_serves_many_snapshots(client: AirflowClient, server: AirflowServer):
    client.snapshot(DAG, NOW)
    client.snapshot(DAG, NOW)
    assert server.logins == 1


@pytest.mark.parametrize("refusal", [401, 403])
def test_a_token_that_ran_out_is_renewed_once(client: AirflowClient, server: AirflowServer, refusal: int):
    client.snapshot(DAG, NOW)
    server.token, server.refuse_with = "second", refusal
    assert client.snapshot(DAG, NOW).reachable
    assert server.logins == 2


def test_a_wrong_password_is_told(server: AirflowServer):
    client = connect(server.url, "monitor", "wrong", timeout=0.5)
    with pytest.raises(AirflowError, match="refused the login of 'monitor' with 401"):
        client.snapshot(DAG, NOW)
    client.close()


def test_a_missing_login_says_what_to_set(server: AirflowServer):
    client = connect(server.url, None, None, timeout=0.5)
    with pytest.raises(AirflowError, match="set MONITOR_AIRFLOW_USER"):
        client.snapshot(DAG, NOW)
    client.close()


def test_a_user_who_may_not_look_is_told_and_does_not_log_in_forever(
    client: AirflowClient, server: AirflowServer
):
    server.forbid = True
    with pytest.raises(AirflowError, match="answered 403"):
        client.snapshot(DAG, NOW)
    assert server.logins == 1


def test_a_dag_that_airflow_does_not_know_yet_is_no_error(client: AirflowClient, server: AirflowServer):
    live = client.snapshot("another", NOW)
    assert (live.reachable, live.paused, live.run_states, live.tasks) == (True, None, {}, ())


def test_an_airflow_that_is_not_there_is_told():
    client = connect("http://127.0.0.1:9", "monitor", PASSWORD, timeout=0.5)
    with pytest.raises(AirflowError, match="cannot be reached"):
        client.snapshot(DAG, NOW)
    client.close()


def test_an_airflow_that_is_slow_is_given_up(client: AirflowClient, server: AirflowServer):
    server.seconds = 1.0
    with pytest.raises(AirflowError, match="in time"):
        client.snapshot(DAG, NOW)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null", b'{"dag_runs": [{}]}', b'{"dag_runs": 1}'])
def test_an_answer_that_is_not_understood_is_told(client: AirflowClient, server: AirflowServer, body: bytes):
    server.bodies[f"/api/v2/dags/{DAG}/dagRuns"] = body
    with pytest.raises(AirflowError, match="not understood"):
        client.snapshot(DAG, NOW)
