from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from upath import UPath

from monitor.index import Pace, RunIndex
from monitor.record_source import summarize
from tests.monitor import records
from tests.monitor.records import DAG, NOW, Plan


def open_index(
    tmp_path: Path, storage: str | Path, read_seconds: float = 60, rest: float = 0, dag_id: str = DAG
) -> RunIndex:
    folder = UPath(storage) / "records"
    read = partial(summarize, str(storage))
    return RunIndex(tmp_path / "index.sqlite", folder, dag_id, read, Pace(read_seconds, rest))


@pytest.fixture
def index(tmp_path: Path, storage: Path) -> RunIndex:
    return open_index(tmp_path, storage)


def test_a_storage_without_records_is_empty_and_readable(index: RunIndex):
    index.refresh(NOW)
    assert (index.newest(), index.total(), index.health.error) == (None, 0, None)


def test_runs_come_newest_first_and_page_by_page(index: RunIndex, history: list[str]):
    index.refresh(NOW)
    first, second = index.page(limit=15), index.page(limit=15, offset=15)
    assert [run.run_id for run in first + second] == history[::-1][:30]


def test_runs_are_found_by_state(index: RunIndex, history: list[str]):
    index.refresh(NOW)
    failed = index.page(states=("failed",), limit=100)
    assert {run.state for run in failed} == {"failed"}
    assert index.counts() == {"success": len(history) - len(failed), "failed": len(failed)}
    assert index.total(("failed",)) == len(failed)


def test_a_changed_record_is_read_again(index: RunIndex, storage: Path):
    name = records.write(storage, Plan(state="running", done=3))
    index.refresh(NOW)
    records.write(storage, Plan())
    index.refresh(NOW, force=True)
    assert index.find(name).state == "success"


def test_a_removed_record_is_forgotten(index: RunIndex, storage: Path, history: list[str]):
    index.refresh(NOW)
    (storage / "records" / f"{history[-1]}.json").unlink()
    index.refresh(NOW, force=True)
    assert index.find(history[-1]) is None


@pytest.mark.parametrize(
    "text", ["", "{", '{"version": 1', "[]", "null", '{"version": 2}', "\x00", "[" * 100_000]
)
def test_a_broken_record_is_shown_as_such_and_stops_nothing(
    index: RunIndex, storage: Path, history: list[str], text: str
):
    records.write_text(storage, "manual__broken", text)
    index.refresh(NOW)
    broken = index.find("manual__broken")
    assert (broken.state, index.total()) == ("broken", len(history) + 1)
    assert broken.problem
    assert str(storage) not in broken.problem, "pages do not tell where the storage is"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at: expected a time"),
        ({"started_at": "9999-12-31T23:59:59-14:00"}, "started_at: expected a time"),
        ({"ended_at": "0001-01-01T00:00:00+00:00"}, "ended_at: expected a time"),
        ({"failure": {"task_id": "\ud800", "error": None}}, "failure.task_id: expected text"),
        ({"failure": {"task_id": "x", "error": {"type": "E", "message": "\udcff"}}}, "expected text"),
        ({"data": records.make(Plan())["data"] | {"rows": 10**30}}, "data.rows: expected a whole number"),
        ({"\ud800": 1}, "expected no key"),
        ({"run_id": "another"}, "expected the record of this run, got that of 'another'"),
    ],
)
def test_a_record_with_a_value_that_cannot_be_is_broken(
    index: RunIndex, storage: Path, history: list[str], change: dict[str, object], words: str
):
    record = records.make(Plan(began=NOW + timedelta(days=1), state="failed", failed_at="load_data")) | change
    records.write_text(storage, "odd", json.dumps({"run_id": "odd"} | record | change))
    index.refresh(NOW)
    odd = index.find("odd")
    assert (odd.state, index.total()) == ("broken", len(history) + 1)
    assert words in odd.problem


@pytest.mark.parametrize("name", [b"foo bar", b"\xff\xfe", b"a%20b", b"..", b"not-json.txt"])
def test_a_file_whose_name_is_no_run_id_is_no_record(index: RunIndex, storage: Path, name: bytes):
    (storage / "records").mkdir(parents=True)
    suffix = b"" if name.endswith(b".txt") else b".json"
    try:
        open(os.fsencode(storage / "records") + b"/" + name + suffix, "w").close()  # noqa: PTH123  bytes
    except OSError:
        pytest.skip("this file system has no such names")
    index.refresh(NOW)
    assert index.total() == 0


@pytest.mark.parametrize("seconds", [-1e6, 1e12])
def test_a_file_of_an_unbelievable_time_stops_nothing(index: RunIndex, storage: Path, seconds: float):
    name = records.write_text(storage, "odd", "{")
    try:
        os.utime(storage / "records" / f"{name}.json", (seconds, seconds))
    except OSError:
        pytest.skip("this file system has no such times")
    index.refresh(NOW)
    assert index.find("odd").state == "broken"


def test_a_record_written_since_the_last_look_is_found(tmp_path: Path, storage: Path, history: list[str]):
    index = open_index(tmp_path, storage, rest=3600)
    index.refresh(NOW)
    name = records.write(storage, Plan(began=NOW + timedelta(minutes=1)))
    index.refresh(NOW)
    assert index.newest().run_id == history[-1]
    assert index.find(name).run_id == name
    assert index.find("nothing") is None


def test_a_record_that_is_finished_in_its_place_is_read_again_after_a_while(
    index: RunIndex, storage: Path, monkeypatch: pytest.MonkeyPatch
):
    text = json.dumps(records.make(Plan()))
    name = records.write_text(storage, records.run_id(NOW), text[:50])
    long_ago = time.time() - 3600
    os.utime(storage / "records", (long_ago, long_ago))
    index.refresh(NOW)
    (storage / "records" / f"{name}.json").write_text(text)
    index.refresh(NOW)
    assert index.find(name).state == "broken", "the folder's own time does not tell"
    monkeypatch.setattr("monitor.index.LONGEST_REST_SECONDS", 0.0)
    index.refresh(NOW)
    assert index.find(name).state == "success"


def test_a_folder_in_place_of_a_record_is_broken_too(index: RunIndex, storage: Path):
    (storage / "records" / "odd.json").mkdir(parents=True)
    index.refresh(NOW)
    assert index.find("odd").state == "broken"


def test_a_record_of_unbelievable_size_is_not_read(index: RunIndex, storage: Path):
    records.write_text(storage, "huge", " " * 5_000_001)
    index.refresh(NOW)
    assert "expected at most 5000000 bytes, got 5000001" in index.find("huge").problem


def test_drafts_and_notes_are_no_records(index: RunIndex, storage: Path):
    parts = storage / "records" / "parts" / "x"
    parts.mkdir(parents=True)
    (parts / "run.json").write_text("{}")
    (storage / "records" / ".draft.json").write_text("{}")
    index.refresh(NOW)
    assert index.total() == 0


def test_runs_of_another_dag_do_not_count(tmp_path: Path, storage: Path, index: RunIndex):
    name = records.write(storage, Plan(dag_id="another"))
    assert index.find(name) is None
    index.refresh(NOW)
    assert (index.total(), index.find(name)) == (0, None)


def test_the_file_is_asked_again_only_after_a_change(
    tmp_path: Path, storage: Path, index: RunIndex, monkeypatch: pytest.MonkeyPatch
):
    first = records.write(storage, Plan(began=NOW))
    index.refresh(NOW, force=True)
    os.utime(tmp_path / "index.sqlite", (time.time() - 10,) * 2)
    assert (index.counts(), index.newest().run_id) == ({"success": 1}, first)
    with monkeypatch.context() as closed:
        closed.setattr("monitor.index.opened", None)
        assert (index.counts(), index.newest().run_id) == ({"success": 1}, first)
    second = records.write(storage, Plan(began=NOW + timedelta(hours=1)))
    index.refresh(NOW, force=True)
    assert (index.counts(), index.newest().run_id) == ({"success": 2}, second)


def test_what_another_monitor_wrote_into_the_same_file_is_seen(
    tmp_path: Path, storage: Path, index: RunIndex
):
    records.write(storage, Plan(began=NOW))
    index.refresh(NOW, force=True)
    os.utime(tmp_path / "index.sqlite", (time.time() - 10,) * 2)
    index.newest()
    second = records.write(storage, Plan(began=NOW + timedelta(hours=1)))
    open_index(tmp_path, storage).refresh(NOW, force=True)
    assert index.newest().run_id == second


def test_a_run_that_did_not_change_is_read_from_its_row_once(index: RunIndex, storage: Path):
    records.write(storage, Plan(began=NOW))
    index.refresh(NOW)
    before = index.newest()
    records.write(storage, Plan(began=NOW + timedelta(hours=1)))
    index.refresh(NOW, force=True)
    assert index.page(limit=2)[1] is before


def test_monitors_of_two_dags_may_share_a_file(tmp_path: Path, storage: Path, index: RunIndex):
    names = [
        records.write(storage, Plan(began=NOW + timedelta(hours=h), dag_id=d))
        for h, d in enumerate((DAG, "x"))
    ]
    other = open_index(tmp_path, storage, dag_id="x")
    elsewhere = open_index(tmp_path, tmp_path / "elsewhere")
    for each in (index, other, elsewhere):
        each.refresh(NOW, force=True)
    assert [each.newest() and each.newest().run_id for each in (index, other, elsewhere)] == [*names, None]


def test_newest_before_a_moment(index: RunIndex, history: list[str]):
    index.refresh(NOW)
    assert index.newest(("success",), before=NOW).run_id == history[-2]


def test_reading_stops_when_its_time_is_over_and_goes_on_the_next_time(
    tmp_path: Path, storage: Path, history: list[str]
):
    index = open_index(tmp_path, storage, read_seconds=0)
    index.refresh(NOW)
    assert index.health.pending == len(history) - 1
    assert index.total() == 1
    index.refresh(NOW)
    assert (index.health.pending, index.total()) == (len(history) - 2, 2)


def test_the_newest_is_read_first(tmp_path: Path, storage: Path, history: list[str]):
    index = open_index(tmp_path, storage, read_seconds=0)
    for place, name in enumerate(history):
        os.utime(storage / "records" / f"{name}.json", (place, place))
    index.refresh(NOW)
    assert index.newest().run_id == history[-1]


def test_a_storage_that_cannot_be_read_is_told_and_what_was_known_stays(
    tmp_path: Path, storage: Path, history: list[str]
):
    index = open_index(tmp_path, storage)
    index.refresh(NOW)
    (storage / "records").rename(storage / "elsewhere")
    (storage / "records").write_text("a file where a folder should be")
    index.refresh(NOW + timedelta(seconds=9), force=True)
    assert "NotADirectoryError" in index.health.error
    assert index.health.as_of == NOW
    assert index.newest().run_id == history[-1]


def test_the_index_is_kept_between_two_starts(tmp_path: Path, storage: Path, history: list[str]):
    open_index(tmp_path, storage).refresh(NOW)
    again = open_index(tmp_path, storage, read_seconds=0)
    again.refresh(NOW)
    assert (again.health.pending, again.total()) == (0, len(history))


def test_an_index_that_is_damaged_is_made_anew(tmp_path: Path, storage: Path, history: list[str]):
    (tmp_path / "index.sqlite").write_bytes(b"not a database at all" * 100)
    index = open_index(tmp_path, storage)
    index.refresh(NOW)
    assert index.total() == len(history)


def test_an_index_of_an_older_monitor_is_made_anew(tmp_path: Path, storage: Path, history: list[str]):
    with sqlite3.connect(tmp_path / "index.sqlite") as database:
        database.execute("CREATE TABLE run (run_id TEXT)")
    database.close()
    index = open_index(tmp_path, storage)
    index.refresh(NOW)
    assert index.total() == len(history)


def test_an_index_that_is_deleted_while_the_monitor_runs_is_made_anew(
    tmp_path: Path, index: RunIndex, history: list[str]
):
    index.refresh(NOW)
    for file in tmp_path.glob("index.sqlite*"):
        file.unlink()
    index.refresh(NOW)
    assert index.total() == len(history)


def spoil(file: Path) -> None:
    file.write_bytes(b"no database" * 5000)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def remove_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


@pytest.mark.parametrize("damage", [spoil, cut, empty, remove_folder])
def test_an_index_that_is_damaged_while_the_monitor_runs_is_made_anew(
    tmp_path: Path, storage: Path, history: list[str], damage: Callable[[Path], None]
):
    index = open_index(tmp_path / "place", storage)
    index.refresh(NOW)
    for name in ("index.sqlite-wal", "index.sqlite-shm"):
        (tmp_path / "place" / name).unlink(missing_ok=True)
    damage(tmp_path / "place" / "index.sqlite")
    assert index.newest().run_id == history[-1], "a question before the next look"
    index.refresh(NOW)
    assert (index.total(), index.health.error) == (len(history), None)


def test_an_index_that_is_busy_is_not_thrown_away(
    index: RunIndex, storage: Path, tmp_path: Path, history: list[str], monkeypatch: pytest.MonkeyPatch
):
    index.refresh(NOW)
    monkeypatch.setattr("monitor.database.PATIENCE_SECONDS", 0.05)
    records.write(storage, Plan(began=NOW + timedelta(minutes=1)))
    with sqlite3.connect(tmp_path / "index.sqlite") as other:
        other.execute("BEGIN IMMEDIATE")
        index.refresh(NOW, force=True)
        assert "locked" in index.health.error
        assert index.newest().run_id == history[-1]
    other.close()
    index.refresh(NOW, force=True)
    assert index.health.error is None


def test_a_storage_that_comes_back_is_read_again(index: RunIndex, storage: Path, history: list[str]):
    index.refresh(NOW)
    (storage / "records").rename(storage / "away")
    (storage / "records").write_text("no folder")
    index.refresh(NOW)
    assert index.health.error
    (storage / "records").unlink()
    (storage / "away").rename(storage / "records")
    index.refresh(NOW + timedelta(seconds=5))
    assert (index.health.error, index.health.as_of) == (None, NOW + timedelta(seconds=5))


def test_two_that_look_for_the_first_time_both_wait_for_the_result(
    tmp_path: Path, storage: Path, history: list[str]
):
    index = open_index(tmp_path, storage)
    totals: list[int] = []

    def look() -> None:
        index.refresh(NOW)
        totals.append(index.total())

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [len(history)] * 4


@pytest.mark.parametrize("batch", [1, 7, 40, 41])
def test_every_run_comes_once_whatever_the_batch(
    index: RunIndex, storage: Path, history: list[str], monkeypatch: pytest.MonkeyPatch, batch: int
):
    for number in range(3):
        record = records.make(Plan()) | {"run_id": f"same-{number}"}
        records.write_text(storage, record["run_id"], json.dumps(record))
    records.write_text(storage, "broken", "{")
    index.refresh(NOW)
    monkeypatch.setattr("monitor.index.BATCH", batch)
    names = [run.run_id for run in index.every()]
    assert len(names) == len(set(names)) == len(history) + 4
    assert {run.state for run in index.every(("failed",))} == {"failed"}


def test_an_object_store_is_read_like_a_folder(tmp_path: Path):
    store = UPath("memory://monitor-index/storage")
    local = tmp_path / "local"
    name = records.write(local, Plan())
    target = store / "records" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((local / "records" / f"{name}.json").read_bytes())
    index = open_index(tmp_path, str(store))
    index.refresh(NOW)
    assert index.newest().scores["accuracy"] > 0.9
    target.write_text("{")
    index.refresh(NOW, force=True)
    assert index.newest().state == "broken"


def test_scores_that_are_no_numbers_are_not_measured(index: RunIndex, storage: Path):
    record = records.make(Plan())
    record["scores"]["test"]["roc_auc"] = float("nan")
    record["scores"]["intervals"]["accuracy"]["low"] = float("nan")
    records.write_text(storage, record["run_id"], json.dumps(record))
    index.refresh(NOW)
    run = index.newest()
    assert "roc_auc" not in run.scores
    assert "accuracy" not in run.intervals
    assert "accuracy" in run.scores
