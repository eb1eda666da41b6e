"""Runs of all tasks: the same bytes from a retry, another process and an object store."""

import pickletools
import subprocess
import sys

import pytest
from upath import UPath

TASKS = ("load", "preprocess", "separate", "train", "evaluate", "summarize")


def contents(storage):
    """Every file of the runs and the model, by its path below the storage."""
    base = UPath(storage)
    found = {}
    for folder in ("working_data", "model"):
        for path in (base / folder).rglob("*"):
            if path.is_file():
                found[str(path).removeprefix(str(base))] = path.read_bytes().replace(
                    storage.encode(), b"STORAGE"
                )
    return found


@pytest.mark.parametrize("task", TASKS)
def test_retry_of_a_task_gives_the_same_bytes(finished, task):
    before = contents(finished.storage)
    getattr(finished, task)(**({"bootstrap_samples": 200} if task == "evaluate" else {}))
    assert contents(finished.storage) == before


def test_run_on_an_object_store_gives_the_same_model(finished):
    other = finished.again(storage="memory://whole-run")
    other.open()
    other.run()
    names = ("logistic_regression_model.pkl", "coefficients.json", "model_summary.txt")
    for name in names:
        assert (UPath(other.storage) / "model" / name).read_bytes() == (
            UPath(finished.storage) / "model" / name
        ).read_bytes()


def steps(content):
    return [(step.name, argument) for step, argument, _ in pickletools.genops(content)]


PROGRAM = """
import hashlib, sys
from pathlib import Path
from pipeline_tasks.load import load_data
from pipeline_tasks.preprocess import preprocess_data
from pipeline_tasks.separate import separate_data
from pipeline_tasks.train import train_model
source, storage = sys.argv[1:]
names = ["Daily Time Spent on Site", "Age", "Area Income", "Daily Internet Usage", "Male"]
data = load_data(source, storage, "run-1", names, "Clicked on Ad")
data = preprocess_data(data, storage, "run-1", "0.3", "42")
data = separate_data(data, storage, "run-1")
model = train_model(data, storage, "run-1", 1.0, 1000, "lbfgs", "42")
"""


PICKLES = ("model.pkl", "preprocessed.pkl", "scalers.pkl")


def pickles(shipped, storage, hash_seed, first=""):
    """What a process of its own makes of the data, as bytes and as the steps that a reader takes."""
    command = [sys.executable, "-c", first + PROGRAM, str(shipped), str(storage)]
    environment = {"PYTHONHASHSEED": hash_seed, "PATH": "", "AIRFLOW_HOME": str(storage / "airflow")}
    subprocess.run(command, check=True, env=environment, capture_output=True)
    content = [(storage / "working_data" / "runs" / "run-1" / name).read_bytes() for name in PICKLES]
    return [steps(each) for each in content], content


def test_another_process_gives_the_same_pickles(shipped, tmp_path):
    steps_of_one, one = pickles(shipped, tmp_path / "one", "0")
    # A warm worker has imported more, and in another order.
    steps_of_other, other = pickles(shipped, tmp_path / "other", "12345", "import airflow.sdk, dagfactory\n")
    assert steps_of_one == steps_of_other
    assert one == other


def test_runs_at_the_same_time_do_not_share_a_file(finished):
    other = finished.again(run_id="other")
    before = contents(finished.storage)
    for task in TASKS[:-1]:
        getattr(other, task)(**({"bootstrap_samples": 200} if task == "evaluate" else {}))
    after = contents(finished.storage)
    assert {name: content for name, content in after.items() if "/runs/other/" not in name} == before
