"""DAGs that are built before they are asked for: the same as those that are built then, or none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dagspec.ahead import MOST, Ahead, Kept, is_settled

PROJECT = Path(__file__).parents[2]
PYTHON = "airflow.providers.standard.operators.python.PythonOperator"
SPEC = """\
ads:
  start_date: 2026-01-01
  schedule: null
  default_args: {retries: ${RETRIES:-1}}
  tasks:
    - task_id: load
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: pipeline_tasks.notes.now
"""
# A process of its own for each, as what was imported before counts.
BEGIN = """
import os, sys
from pathlib import Path
import pipeline_tasks.notes
from dagspec import stamp
from dagspec.build import build_ahead, build_dags
folder = Path(sys.argv[1])
spec = folder / "ads.yaml"
text = spec.read_text("utf-8")
def change(old, new):
    text = spec.read_text("utf-8")
    assert old in text
    spec.write_text(text.replace(old, new), "utf-8")
def kept():
    from dagspec.build import _AHEAD
    return _AHEAD["ads"].built
build_ahead(folder, "ads")
first = kept()
assert first is not None
"""
SAME = """
from airflow.serialization.serialized_objects import DagSerialization
built, again = (build_dags(folder)["ads"] for _ in range(2))
assert built is first
assert again is not first, "it was given away twice"
def plain(dag):
    dag.fileloc = dag.relative_fileloc = "factory.py"
    return DagSerialization.to_dict(dag)
assert plain(built) == plain(again)
assert built.user_defined_macros == again.user_defined_macros
"""
# What a check takes as it is while a process lives must be as new as the process of a task.
UNKNOWN = """
for known in (stamp.of_versions, stamp.of_code, stamp.of_beside):
    assert not known.cache_info().currsize, known
"""
TWICE = """
build_ahead(folder, "ads")
assert kept() is first
"""
CHANGES = {
    "a setting": 'change("retries: ${RETRIES:-1}", "retries: 2")',
    "a comment": 'change("schedule: null", "schedule: null # by hand")',
    "a variable": 'os.environ["RETRIES"] = "2"',
    "defaults": '(folder / "defaults.yml").write_text("default_args: {owner: me}", "utf-8")',
}
CHANGED = """
built = build_dags(folder)["ads"]
assert built is not first
"""
RENEWED = """
build_ahead(folder, "ads")
assert kept() is not first
assert build_dags(folder)["ads"] is not first
"""
BROKEN = """
change("retries", "retires")
assert list(build_dags(folder)) == ["invalid-spec.configs-ads-yaml"]
build_ahead(folder, "ads")
spec.write_text("ads: [", "utf-8")
build_ahead(folder, "ads")
assert kept() is None
assert list(build_dags(folder)) == ["invalid-spec.configs-ads-yaml"]
"""
GONE = """
spec.unlink()
build_ahead(folder, "ads")
assert kept() is None
"""
# Nothing of what a spec names may be imported before its task, not even by mistake.
UNSETTLED = """
for number, name in enumerate(["plain", "\\u00fcbung", "late"]):
    (folder.parent / f"{name}.py").write_text("def load(): ...", "utf-8")
sys.path.insert(0, str(folder.parent))
for name in ("plain.load", "\\u00fcbung.load", "'late. load()'", "|\\n        late.load\\n"):
    spec.write_text(text.replace("pipeline_tasks.notes.now", name), "utf-8")
    build_ahead(folder, "ads")
    assert kept() is None, name
assert not {"plain", "\\u00fcbung", "late"} & set(sys.modules)
"""
# One of two DAGs in a folder of its own, whose defaults both have.
NESTED = """
inner = folder / "team" / "two.yaml"
inner.parent.mkdir()
inner.write_text(text.replace("ads:", "other:") + text.replace("ads:", "again:"), "utf-8")
(folder / "defaults.yml").write_text("default_args: {owner: me}", "utf-8")
from dagspec.build import _AHEAD
build_ahead(folder, "other")
assert _AHEAD["other"].built.dag_id == "other"
assert _AHEAD["other"].built.task_dict["load"].owner == "me"
ahead = _AHEAD["other"].built
assert build_dags(folder)["other"] is ahead
"""
# To another file, while the old one stays.
LEFT = """
spec.write_text(text.replace("ads:", "other:"), "utf-8")
(folder / "new.yaml").write_text(text, "utf-8")
build_ahead(folder, "ads")
assert build_dags(folder)["ads"].user_defined_macros["spec"].file == "configs/new.yaml"
assert kept() is None
"""
MOVED = """
spec.rename(folder / "other.yaml")
build_ahead(folder, "ads")
assert build_dags(folder)["ads"].user_defined_macros["spec"].file == "configs/other.yaml"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of specs with one spec."""
    made = tmp_path / "dags" / "configs"
    made.mkdir(parents=True)
    (made / "ads.yaml").write_text(SPEC, "utf-8")
    return made


def find_fault(code: str, folder: Path) -> str:
    """Builds the DAG of the folder ahead, and goes on; what it said when an assertion did not hold."""
    home = {"AIRFLOW_HOME": str(folder.parents[1]), "DAGSPEC_CACHE": str(folder.parents[1] / "cache")}
    environment = {**os.environ, **home, "PYTHONPATH": str(PROJECT)}
    work = [sys.executable, "-c", BEGIN + code, str(folder)]
    done = subprocess.run(work, env=environment, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize(
    "code",
    [SAME, UNKNOWN, TWICE, BROKEN, GONE, MOVED, LEFT, NESTED],
    ids=["same", "unknown", "twice", "broken", "gone", "moved", "left", "nested"],
)
def test_a_dag_that_was_built_ahead_is_the_one_that_would_be_built(code: str, folder: Path) -> None:
    assert not find_fault(code, folder)


def test_no_code_is_imported_for_it(folder: Path) -> None:
    assert not find_fault(UNSETTLED, folder)


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_built_anew(change: str, folder: Path) -> None:
    assert not find_fault(CHANGES[change] + CHANGED, folder)


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "a variable"])
def test_and_built_ahead_anew(change: str, folder: Path) -> None:
    assert not find_fault(CHANGES[change] + RENEWED, folder)


@pytest.mark.parametrize(
    "settings",
    [
        {
            "operator": PYTHON,
            "python_callable": "dagspec.ahead.is_settled",
            "retries": 1,
            "to": ["a@example.com"],
        },
        {"start_date": "2026-01-01", "bash_command": "python -m dagspec.no_such_module"},
    ],
)
def test_what_depends_on_itself_and_on_imported_code_is_settled(settings: object) -> None:
    import airflow.providers.standard.operators.python  # noqa: F401  as a worker has

    assert is_settled(settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"tasks": [{"python_callable": "dagspec.no_such_module.load"}]},
        {"operator": "dagspec.ahead.Ahead"},  # who knows what it does when it is made
        {"timetable": "dagspec.ahead.Ahead"},
        {
            "operator": "airflow.providers.standard.sensors.time.TimeSensor"
        },  # asks for the time when it is made
        {"decorator": "airflow.sdk.task", "python_callable": "dagspec.ahead.is_settled"},
        {"timeout": {"__type__": "datetime.timedelta"}},
        {"on_failure_callback": ["dagspec.no_such_module.tell"]},
        {"python_callable": "\u00fcbung.load"},
        {"python_callable": "late. load()"},
        {1: "dagspec.no_such_module.load"},
        {"default_args": {"start_date": "6 hours"}},
        {"end_date": "1 day"},
        {"python_callable_file": "/srv/load.py"},
        {"doc_md_file_path": "/srv/load.md"},
        {"schedule": {"file": "/srv/assets.yaml"}},
        {"variables_as_arguments": [{"variable": "size", "attribute": "retries"}]},
    ],
)
def test_what_depends_on_more_is_not(settings: object) -> None:
    import airflow.providers.standard.sensors.time  # noqa: F401  as a plugin may

    assert not is_settled(settings)


def test_the_one_that_was_kept_first_goes_when_there_are_many() -> None:
    ahead = Ahead()
    for number in range(MOST + 1):
        ahead[f"dag {number}"] = Kept([], {}, repr(number), number + 1)
    assert ahead.take("dag 0", 0) is None
    assert ahead.take("dag 1", 1) == 2
    assert ahead.take(f"dag {MOST}", 1) is None
    assert ahead.take(f"dag {MOST}", MOST) == MOST + 1
    assert ahead.take(f"dag {MOST}", MOST) is None
