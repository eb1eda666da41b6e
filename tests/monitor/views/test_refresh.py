from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.monitor import records
from tests.monitor.conftest import Maker
from tests.monitor.records import Plan

OTHER = "secret-ä"
TOKEN = "t"  # noqa: S105  opens nothing but the monitor of a test
RIGHT = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def app(make_app: Maker) -> Flask:
    return make_app(token=OTHER)


def test_a_record_is_taken_in_at_once(app: Flask, storage: Path):
    client = app.test_client()
    name = records.write(storage, Plan(state="running", done=3))
    client.get("/api/status")
    records.write(storage, Plan())
    right = {"Authorization": f"Bearer {OTHER}".encode().decode("latin-1")}
    answer = client.post(f"/api/runs/{name}/refresh", headers=right)
    assert (answer.status_code, answer.json["run"]["state"]) == (200, "success")


def test_the_scheme_is_taken_in_any_case(make_app: Maker, storage: Path):
    name = records.write(storage, Plan())
    answer = (
        make_app(token=TOKEN)
        .test_client()
        .post(f"/api/runs/{name}/refresh", headers={"Authorization": f"bearer {TOKEN}"})
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic secret", "bearer secret", "Bearer secret-a\xff"],
)
def test_without_the_right_token_nothing_is_done(app: Flask, storage: Path, header: str | None):
    name = records.write(storage, Plan())
    headers = {} if header is None else {"Authorization": header}
    answer = app.test_client().post(f"/api/runs/{name}/refresh", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert name not in answer.json["detail"]
    assert app.extensions["monitor"].index.total() == 0, "the storage was not even looked at"


def test_without_a_token_set_nobody_gets_in(make_app: Maker):
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        answer = make_app().test_client().post("/api/runs/x/refresh", headers=headers)
        assert answer.status_code == 503
        assert "MONITOR_TOKEN is not set" in answer.json["detail"]


def test_a_run_without_a_record_is_a_problem(make_app: Maker):
    client = make_app(token=TOKEN).test_client()
    answer = client.post("/api/runs/nothing/refresh", headers=RIGHT)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_body_that_is_too_large_is_refused_or_not_read(make_app: Maker):
    client = make_app(token=TOKEN).test_client()
    answer = client.post("/api/runs/x/refresh", data=b"x" * 100_000, headers=RIGHT)
    assert answer.status_code == 413


def test_a_storage_that_cannot_be_read_is_told(make_app: Maker, storage: Path):
    storage.mkdir()
    (storage / "records").write_text("no folder")
    client = make_app(token=TOKEN).test_client()
    answer = client.post("/api/runs/x/refresh", headers=RIGHT)
    assert answer.status_code == 503
    assert "cannot be read" in answer.json["detail"]


def test_airflow_is_asked_at_once_too(make_app: Maker, storage: Path):
    app = make_app(token=TOKEN)
    name = records.write(storage, Plan())
    poller = app.extensions["monitor"].poller
    poller._wake.clear()
    app.test_client().post(f"/api/runs/{name}/refresh", headers=RIGHT)
    assert poller._wake.is_set()
