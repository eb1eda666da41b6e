from __future__ import annotations

from flask.testing import FlaskClient


def test_the_badge_says_name_and_state(client: FlaskClient, history: list[str]):
    answer = client.get("/badge.svg")
    assert answer.mimetype == "image/svg+xml"
    assert 'aria-label="ml_pipeline_advertising: healthy"' in answer.text
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_badge_is_not_sent_twice(client: FlaskClient):
    tag = client.get("/badge.svg").headers["ETag"]
    assert client.get("/badge.svg", headers={"If-None-Match": tag}).status_code == 304


def test_without_a_run_the_badge_is_unknown(client: FlaskClient):
    assert ": unknown" in client.get("/badge.svg").text
