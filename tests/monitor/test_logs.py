from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_a_request_is_one_line_of_json_with_its_id(capfd: pytest.CaptureFixture[str], client: FlaskClient):
    answer = client.get("/runs?state=failed")
    (line,) = lines(capfd)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/runs", 200)
    assert line["milliseconds"] > 0


def test_what_machines_ask_all_the_time_is_not_logged(capfd: pytest.CaptureFixture[str], client: FlaskClient):
    for path in ("/health", "/ready", "/metrics", "/static/live.js"):
        client.get(path, buffered=True)
    assert lines(capfd) == []


def test_a_line_break_in_a_path_cannot_forge_a_line(capfd: pytest.CaptureFixture[str], client: FlaskClient):
    client.get("/x%0a{%22forged%22:1}")
    (line,) = lines(capfd)
    assert "forged" in line["path"]


def test_a_fault_is_logged_with_its_traceback(capfd: pytest.CaptureFixture[str], client: FlaskClient):
    client.application.add_url_rule("/fault", view_func=lambda: 1 // 0)
    client.get("/fault")
    assert any("ZeroDivisionError" in str(line.get("exception")) for line in lines(capfd))
