"""The comparison is fair only when all ways make the same DAGs."""

import json
import subprocess
import sys

import pytest
import yaml

from benchmarks.workload.specs import change_spec, make_plain_text, make_text, name_pipeline, write_folder

READ = """
import json, sys
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.serialization.serialized_objects import DagSerialization
from pathlib import Path
shapes = []
for loader in sys.argv[1:]:
    bag = BundleDagBag(dag_folder=loader, bundle_path=Path(loader).parent, bundle_name="dags-folder")
    assert not bag.import_errors, bag.import_errors
    dag = DagSerialization.to_dict(bag.dags["pipeline_0001"])["dag"]
    tasks = {task["__var"]["task_id"]: task["__var"] for task in dag["tasks"]}
    shapes.append({
        "dags": len(bag.dags),
        "timetable": dag["timetable"], "timeout": dag["dagrun_timeout"], 
        "tags": sorted(set(dag["tags"]) - {"dagfactory"}),  # dag-factory adds it by itself
       
        "description": dag["description"], "runs": dag["max_active_runs"],
        "tasks": {name: [
            task["_task_module"], task["task_type"], sorted(task.get("downstream_task_ids", [])),
            task.get("trigger_rule"), task.get("retries"), task.get("retry_delay"), task.get("op_kwargs"),
            task.get("subject"), task.get("bash_command"), task.get("endpoint"), task.get("params"),
            task.get("to"), task.get("env"),
            [key for key in sorted(task) if key.startswith("has_on_")],
        ] for name, task in tasks.items()},
    })
print(json.dumps(shapes))
"""


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ways")
    loaders = [str(write_folder(folder / way, 2, way=way)) for way in ("dagspec", "dagfactory", "python")]
    ended = subprocess.run(
        [sys.executable, "-c", READ, *loaders], capture_output=True, text=True, timeout=600, check=True
    )
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.slow
def test_dag_factory_builds_the_same_dags(shapes):
    assert shapes[1] == shapes[0]


@pytest.mark.slow
def test_python_builds_the_same_dags(shapes):
    assert shapes[2] == shapes[0]


def test_plain_dialect_says_the_same_without_references():
    text = make_plain_text(3)
    assert "${" not in text.partition("\npipeline_0003:")[2]
    assert yaml.safe_load(text)["pipeline_0003"]["schedule"] == "3 0 * * *"


def test_no_two_specs_are_equal_but_for_their_names():
    texts = [make_text(number).replace(name_pipeline(number), "") for number in range(50)]
    assert len(set(texts)) == 50


def test_changed_spec_says_something_new_each_time(tmp_path):
    path = tmp_path / "spec.yaml"
    path.write_text(make_text(0))
    seen = {path.read_text()}
    for _ in range(3):
        change_spec(path)
        seen.add(path.read_text())
    assert len(seen) == 4
