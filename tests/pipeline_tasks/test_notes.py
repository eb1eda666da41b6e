import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from pipeline_tasks import notes
from pipeline_tasks.notes import Notebook, now
from pipeline_tasks.record import BrokenRecord, read_record, record_path
from pipeline_tasks.storage import write_bytes

START = "2026-01-01T00:00:00+00:00"


def note_of(task_id):
    about = {
        "state": "success",
        "started_at": now(),
        "ended_at": now(),
        "try_number": 1,
        "host": "here",
        "error": None,
    }
    return {"task_id": task_id, "best_effort": False, "task": about}


@pytest.fixture(params=["folder", "object store"])
def notebook(request, tmp_path):
    storage = str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}"
    return Notebook(storage, "run")


def test_open_run_has_a_record_after_its_first_note(notebook):
    notebook.open(dag_id="dag", started_at=START)
    notebook.add("load~1", note_of("load"))
    record = read_record(notebook.storage, "run")
    assert (record.dag_id, list(record.tasks)) == ("dag", ["load"])


def test_results_are_kept_until_the_run_is_open(notebook):
    notebook.add_results("evaluate", confusion_matrix=[[1, 2], [3, 4]])
    assert not record_path(notebook.storage, "run").exists()
    notebook.open(dag_id="dag", started_at=START)
    notebook.refresh()
    assert read_record(notebook.storage, "run").confusion_matrix == ((1, 2), (3, 4))


def test_half_a_character_in_a_result_is_written_as_its_number(notebook):
    notebook.open(dag_id="dag", started_at=START)
    notebook.add_results("load", model={"published": False, "reason": 'no file "caf\udce9.csv"'})
    assert read_record(notebook.storage, "run").model.reason == r'no file "caf\udce9.csv"'


def test_opening_again_changes_nothing(notebook):
    notebook.open(dag_id="dag", started_at=START)
    notebook.open(dag_id="dag", started_at="2026-01-02T00:00:00+00:00")
    assert notebook.read()["run"]["started_at"] == START


def test_run_of_another_dag_is_refused(notebook):
    notebook.open(dag_id="first", started_at=START)
    with pytest.raises(BrokenRecord, match="expected a run of DAG 'first', got DAG 'second'"):
        notebook.open(dag_id="second", started_at=START)


def test_note_that_does_not_fit_leaves_the_record_as_it_was(notebook):
    notebook.open(dag_id="dag", started_at=START)
    notebook.add("load~1", note_of("load"))
    with pytest.raises(BrokenRecord, match="confusion_matrix: expected a list, got 'x'"):
        notebook.add_results("bad", confusion_matrix="x")
    assert list(read_record(notebook.storage, "run").tasks) == ["load"]


def test_torn_note_names_its_file(notebook):
    notebook.open(dag_id="dag", started_at=START)
    (notebook.folder / "load~1.json").write_text("{")
    with pytest.raises(BrokenRecord, match=r"load~1\.json: expected JSON"):
        notebook.read()


def test_note_that_comes_in_between_is_folded_in(notebook, monkeypatch):
    notebook.open(dag_id="dag", started_at=START)
    late = notebook.folder / "late~1.json"

    def write_and_be_late(path, content):
        write_bytes(path, content)
        if path.name == "run.json" and not late.exists():
            write_bytes(late, json.dumps({"at": now(), **note_of("late")}).encode())

    monkeypatch.setattr(notes, "write_bytes", write_and_be_late)
    notebook.add("load~1", note_of("load"))
    assert set(read_record(notebook.storage, "run").tasks) == {"load", "late"}


def write_notes(storage, task_ids):
    notebook = Notebook(storage, "run")
    notebook.open(dag_id="dag", started_at=START)
    for task_id in task_ids:
        notebook.add(f"{task_id}~1", note_of(task_id))


def test_tasks_that_note_at_the_same_time_lose_nothing(tmp_path):
    names = [[f"task-{worker}-{number}" for number in range(8)] for worker in range(4)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=context) as pool:
        list(pool.map(write_notes, [str(tmp_path)] * 4, names))
    assert set(read_record(str(tmp_path), "run").tasks) == {name for group in names for name in group}


def test_record_is_whole_whenever_it_is_read(tmp_path):
    notebook = Notebook(str(tmp_path), "run")
    notebook.open(dag_id="dag", started_at=START)
    notebook.refresh()
    context = multiprocessing.get_context("spawn")
    writer = context.Process(target=write_notes, args=(str(tmp_path), [f"task-{n}" for n in range(25)]))
    writer.start()
    reads = 0
    while writer.is_alive():
        json.loads(record_path(str(tmp_path), "run").read_bytes())
        reads += 1
    writer.join()
    assert writer.exitcode == 0
    assert reads > 25
