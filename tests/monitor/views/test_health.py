from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient


def test_the_process_is_healthy_even_when_the_storage_is_not(client: FlaskClient, storage: Path):
    storage.mkdir()
    (storage / "records").write_text("a file where a folder should be")
    assert client.get("/health").json == {"state": "alive"}
    ready = client.get("/ready")
    assert (ready.status_code, ready.mimetype) == (503, "application/problem+json")


def test_it_is_ready_when_the_records_can_be_read(client: FlaskClient, history: list[str]):
    assert client.get("/ready").json["state"] == "ready"
