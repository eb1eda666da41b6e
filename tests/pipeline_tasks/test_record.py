import json
import subprocess
import sys

import pytest

from pipeline_tasks.errors import BadArgument
from pipeline_tasks.record import BrokenRecord, parse_record, read_record, record_path

SMALLEST = {
    "version": 1,
    "dag_id": "dag",
    "run_id": "run",
    "state": "running",
    "started_at": "2026-01-01T00:00:00+00:00",
    "updated_at": "2026-01-01T00:00:00+00:00",
    "ended_at": None,
    "tasks": {},
}


def put(storage, run_id, content):
    path = record_path(str(storage), run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def test_record_of_a_whole_run_is_read(finished):
    record = read_record(finished.storage, finished.run_id)
    assert record.scores.test.accuracy > 0.9
    assert record.model.published
    assert record.data.rows == 1000


def test_record_of_a_whole_run_fits_its_schema(finished, must_fit):
    must_fit("run_record.schema.json", json.loads(record_path(finished.storage, finished.run_id).read_text()))


def test_missing_parts_are_none(tmp_path):
    put(tmp_path, "run", SMALLEST)
    record = read_record(str(tmp_path), "run")
    assert (record.failure, record.scores, record.model, record.data) == (None, None, None, None)


def test_smallest_record_fits_its_schema(must_fit):
    must_fit("run_record.schema.json", SMALLEST)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "expected JSON"),
        ("[]", "expected an object"),
        (SMALLEST | {"state": "done"}, "state: expected one of running, success, failed, got 'done'"),
        (SMALLEST | {"version": 2}, "version: expected one of 1, got 2"),
        (SMALLEST | {"tasks": {"load": {}}}, "tasks.load: expected a key 'state'"),
        (SMALLEST | {"confusion_matrix": [[1]]}, "confusion_matrix: expected a list of 2, got [[1]]"),
        ("[" * 100_000, "JSON that is nested too deep"),
    ],
)
def test_broken_record_names_file_and_place(tmp_path, content, message):
    put(tmp_path, "run", content)
    with pytest.raises(BrokenRecord) as caught:
        read_record(str(tmp_path), "run")
    assert str(record_path(str(tmp_path), "run")) in str(caught.value)
    assert message in str(caught.value)


def test_bytes_that_are_no_text_are_a_broken_record():
    with pytest.raises(BrokenRecord, match="somewhere"):
        parse_record(b"\xff\xfe\x00", "somewhere")


def test_record_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_record(str(tmp_path), "run")


def test_run_id_that_leads_out_of_the_folder_is_refused(tmp_path):
    with pytest.raises(BadArgument):
        read_record(str(tmp_path), "../secret")


def test_reading_records_loads_no_heavy_library():
    program = (
        "import sys, pipeline_tasks.record, pipeline_tasks.callbacks, pipeline_tasks.manifest;"
        "print([name for name in ('numpy', 'pandas', 'sklearn', 'airflow', 'flask') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
