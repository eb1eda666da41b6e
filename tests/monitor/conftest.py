"""A monitor over a storage of its own, with a clock that the test holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from monitor import Settings, create_app
from tests.conftest import ROOT
from tests.monitor import records

Maker = Callable[..., Flask]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = records.NOW + timedelta(minutes=5)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    return tmp_path / "storage"


@pytest.fixture
def make_app(storage: Path, tmp_path: Path, clock: Clock) -> Maker:
    def make(**settings: object) -> Flask:
        known = {
            "storage": str(storage),
            "index": str(tmp_path / "index.sqlite"),
            "specs": str(ROOT / "dags/configs"),
            "read_seconds": 60.0,
            "rest_seconds": 0.0,
        }
        app = create_app(Settings(**(known | settings)), clock)
        # In a test nothing happens by itself: what the thread would do is called by name.
        app.extensions["monitor"].poller.stop()
        # Templates are compiled once for all tests: each app would spend a fifth of a second on them.
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
        return app

    return make


@pytest.fixture
def client(make_app: Maker) -> FlaskClient:
    return make_app().test_client()


@pytest.fixture
def history(storage: Path) -> list[str]:
    """Forty daily runs, the last one good, one in nine failed at load_data."""
    return records.write_history(storage, 40)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)
