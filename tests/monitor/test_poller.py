from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from monitor import poller
from monitor.monitor import assemble
from monitor.poller import LONGEST_PAUSE_SECONDS, Poller
from monitor.settings import Settings
from tests.conftest import ROOT
from tests.monitor import records
from tests.monitor.airflow_server import PASSWORD, RUN, AirflowServer, airflow_server
from tests.monitor.conftest import Clock, Maker
from tests.monitor.records import DAG, NOW


@pytest.fixture
def server() -> Iterator[AirflowServer]:
    with airflow_server(DAG) as server:
        yield server


@pytest.fixture
def app(make_app: Maker, server: AirflowServer) -> Iterator[Flask]:
    app = make_app(
        airflow_url=server.url, airflow_user="monitor", airflow_password=PASSWORD, timeout_seconds=0.5
    )
    yield app
    poller_of(app).stop()


def poller_of(app: Flask) -> Poller:
    return app.extensions["monitor"].poller


def test_airflow_adds_what_the_record_cannot_know(app: Flask, storage: Path):
    records.write(storage, records.Plan(state="running", done=1))
    poller_of(app).poll()
    status = app.test_client().get("/api/status").json
    assert status["sources"]["airflow"]["reachable"]
    assert status["sources"]["airflow"]["tasks"] == {"load_data": "running"}
    assert status["next_run_at"] == "2026-11-24T00:00:00.000Z"


def test_an_airflow_that_goes_away_leaves_its_last_answer_with_its_age(
    app: Flask, server: AirflowServer, clock: Clock
):
    poller = poller_of(app)
    poller.poll()
    asked_at = clock.now
    server.bodies.clear()
    server.bodies["/api/v2/importErrors"] = b"broken"
    clock.move(minutes=3)
    poller.poll()
    live = poller.live
    assert (live.reachable, live.as_of, live.tried_at) == (False, asked_at, clock.now)
    assert live.tasks_run_id == RUN
    assert live.state_of(RUN) is None, "an old answer proves nothing"


def test_the_pause_doubles_with_each_failure_and_ends_somewhere(app: Flask, server: AirflowServer):
    poller = poller_of(app)
    server.forbid = True
    pauses = []
    for _ in range(12):
        poller.poll()
        pauses.append(poller.pause_seconds)
    assert pauses[:3] == [24, 48, 96]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS
    server.forbid = False
    poller.poll()
    assert poller.pause_seconds == 12


def test_without_an_address_nothing_is_asked(make_app: Maker):
    poller = poller_of(make_app())
    poller.poll()
    assert (poller.live.configured, poller.live.tried_at) == (False, None)


def test_no_page_waits_for_airflow(app: Flask, server: AirflowServer, history: list[str]):
    server.seconds = 5
    client = app.test_client()
    client.get("/success")
    thread = threading.Thread(target=poller_of(app).poll)
    thread.start()
    assert client.get("/success").status_code == 200
    assert thread.is_alive(), "the page came before Airflow answered"
    thread.join()


def test_the_thread_reads_what_is_left_checks_the_specs_and_can_be_woken_and_stopped(
    storage: Path, tmp_path: Path, history: list[str], server: AirflowServer
):
    settings = Settings(
        storage=str(storage), index=str(tmp_path / "i.sqlite"), specs=str(ROOT / "dags/configs"),
        airflow_url=server.url, airflow_user="monitor", airflow_password=PASSWORD,
        read_seconds=0.001, rest_seconds=0.0,
    )  # fmt: skip
    monitor = assemble(settings, lambda: NOW)
    monitor.poller.start()
    monitor.poller.start()
    wait_until(lambda: monitor.poller.live.reachable and monitor.shelf.latest is not None)
    assert monitor.index.total() == len(history)
    asked = len(server.asked)
    monitor.poller.wake()
    wait_until(lambda: len(server.asked) > asked)
    assert [thread.name for thread in threading.enumerate()].count("monitor-poller") == 1
    monitor.poller.stop()
    assert "monitor-poller" not in [thread.name for thread in threading.enumerate()]


def test_words_that_come_close_together_are_one_question(
    storage: Path, tmp_path: Path, server: AirflowServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(poller, "SETTLE_SECONDS", 2.0)
    settings = Settings(
        storage=str(storage), index=str(tmp_path / "i.sqlite"), specs=str(ROOT / "dags/configs"),
        airflow_url=server.url, airflow_user="monitor", airflow_password=PASSWORD,
    )  # fmt: skip
    monitor = assemble(settings, lambda: NOW)
    monitor.poller.start()
    wait_until(lambda: monitor.poller.live.reachable)
    polls: list[float] = []
    poll = monitor.poller.poll
    monkeypatch.setattr(monitor.poller, "poll", lambda: (polls.append(time.monotonic()), poll()))
    woken = time.monotonic()
    for _ in range(3):
        monitor.poller.wake()
        time.sleep(0.05)
    wait_until(lambda: polls)
    time.sleep(2.5)
    monitor.poller.stop()
    assert len(polls) == 1
    assert polls[0] - woken >= 2


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it did not happen within 10 s"
        time.sleep(0.01)
