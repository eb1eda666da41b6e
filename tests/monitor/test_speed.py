"""What the monitor promises for ten thousand runs, its memory and its start; benchmarks/ has the seconds."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from flask.testing import FlaskClient

from monitor import record_source
from tests.conftest import ROOT
from tests.monitor import records
from tests.monitor.conftest import Maker
from tests.monitor.records import NOW, Plan
from tests.monitor.serving import serve

PAGES = (
    "/success",
    "/failure",
    "/runs",
    "/runs?state=failed",
    "/model",
    "/api/status",
    "/api/runs",
    "/metrics",
)
FEW, MANY = 100, 10_000


def count_steps(client: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The thousands of steps that SQLite takes for a page: unlike time, the same on every machine."""
    steps = []
    connect = sqlite3.connect

    def counted(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.set_progress_handler(lambda: steps.append(1), 1000)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", counted)
        assert client.get(page).status_code == 200
    return len(steps)


def write_many(storage: Path, count: int) -> None:
    """So many runs, an hour apart; the content is made once for each kind and copied with another id."""
    # Without curves and tasks, which only the page of a single run reads.
    good = json.dumps({**records.make(Plan()), "curves": None, "tasks": {}})
    bad = json.dumps({**records.make(Plan(state="failed", failed_at="load_data")), "tasks": {}})
    folder = storage / "records"
    folder.mkdir(parents=True)
    for back in range(count):
        began = NOW - timedelta(hours=back)
        text = bad if back % 9 == 5 else good
        day = f"{began:%Y-%m-%dT%H:%M:%S}"
        name = records.run_id(began)
        (folder / f"{name}.json").write_text(text.replace("2026-11-23T14:00:0", day[:-1]))


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    found = {}
    for count in (FEW, MANY):
        found[count] = tmp_path_factory.mktemp("store") / "storage"
        write_many(found[count], count)
    return found


def read_all(client: FlaskClient) -> None:
    """Return when no record is left to be read."""
    while client.get("/api/status").json["sources"]["records"]["pending"]:
        time.sleep(0.3)  # a look reads for a quarter of a second


def client_of(make_app: Maker, storage: Path) -> FlaskClient:
    index = storage.with_suffix(".sqlite")
    return make_app(storage=str(storage), index=str(index), rest_seconds=0.25).test_client()


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_may_count_ten_thousand_runs_but_does_not_read_them(
    page: str, make_app: Maker, clients: dict[int, Path], monkeypatch: pytest.MonkeyPatch
):
    few, many = (client_of(make_app, clients[count]) for count in (FEW, MANY))
    for client in (few, many):
        read_all(client)
    time.sleep(0.5)  # an overview is kept for a quarter of a second
    # To count all runs takes 8 steps for each, and a page counts twice; to read them all takes more than 40.
    assert count_steps(many, page, monkeypatch) < count_steps(few, page, monkeypatch) + 20 * MANY / 1000


@pytest.mark.slow
def test_a_new_record_among_ten_thousand_is_the_only_one_that_the_next_look_reads(
    make_app: Maker, clients: dict[int, Path], monkeypatch: pytest.MonkeyPatch
):
    client = client_of(make_app, clients[MANY])
    read_all(client)
    parse, parsed = record_source.parse_record, []
    monkeypatch.setattr(record_source, "parse_record", lambda *file: parsed.append(file[1]) or parse(*file))
    name = records.write(clients[MANY], Plan(began=NOW + timedelta(minutes=1), state="running", done=2))
    time.sleep(0.3)
    assert client.get("/api/status").json["run"]["run_id"] == name
    assert set(parsed) == {f"{name}.json"}


@pytest.mark.slow
def test_the_first_page_does_not_wait_for_ten_thousand_records(make_app: Maker, clients: dict[int, Path]):
    storage = clients[MANY]
    app = make_app(storage=str(storage), index=str(storage / "cold.sqlite"), read_seconds=0.25)
    status = app.test_client().get("/api/status").json
    assert status["sources"]["records"]["pending"] > 0
    assert status["run"]["run_id"], "the newest is there all the same"


@pytest.mark.slow
def test_a_worker_stays_below_80_mb_after_every_page_was_asked(
    storage: Path, tmp_path: Path, history: list[str]
):
    others = psutil.Process().children(recursive=True)
    with serve(storage, tmp_path / "index.sqlite") as url:
        for page in (
            *PAGES,
            "/specs",
            "/specs/ml_pipeline_advertising.yaml",
            "/docs",
            "/openapi.json",
            "/",
        ) * 3:
            assert httpx.get(url + page, follow_redirects=True).status_code == 200
        workers = [
            child
            for child in psutil.Process().children(recursive=True)
            if child not in others and "gunicorn" in " ".join(child.cmdline())
        ]
        sizes = [worker.memory_info().rss / 1e6 for worker in workers]
    assert len(sizes) == 2, "the parent and one worker"
    assert max(sizes) < 80


def test_the_start_loads_nothing_heavy():
    code = "import monitor, sys; monitor.create_app(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    heavy = {"airflow", "pandas", "numpy", "sklearn", "jsonschema", "httpx", "s3fs", "matplotlib"}
    assert not heavy & set(loaded.stdout.split())
