"""What dagspec builds: the same DAGs as dag-factory, each for itself, and no import of a task's code."""

import gc
import hashlib
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from dagspec.examine import Examiner

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # Airflow's and dag-factory's own, by the dozen
    pytest.mark.timeout(900),
]

OK = Path(__file__).parents[1] / "specs" / "ok"
COMPARED = sorted(
    path.relative_to(OK).as_posix() for path in OK.rglob("*.yaml") if path.name != "own_forms.yaml"
)
EMPTY = "airflow.providers.standard.operators.empty.EmptyOperator"


@pytest.fixture(scope="session")
def airflow(tmp_path_factory):
    """Airflow with a home of its own, imported once."""
    os.environ["AIRFLOW_HOME"] = str(tmp_path_factory.mktemp("airflow"))
    os.environ["CONFIG_ROOT_DIR"] = str(OK)
    os.environ["AIRFLOW_VAR_DAGSPEC_COMMAND"] = "echo from variable"
    sys.path.insert(0, str(OK))  # as Airflow does with the folder of the DAGs
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dagspec.build as module
    return module


@pytest.fixture(scope="session")
def built(airflow):
    return airflow.build_dags(OK)


def serialisation():
    from airflow.serialization.serialized_objects import DagSerialization

    return DagSerialization


def serialised(airflow, dag):
    """A DAG as Airflow stores it; the loader's file and the documentation differ on purpose."""
    found = serialisation().to_dict(dag)["dag"]
    return {key: value for key, value in found.items() if key not in ("doc_md", "fileloc")}


def spec(tmp_path, name, extra="", dag_id=None):
    path = tmp_path / "configs" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    task = f"  tasks:\n    - task_id: only\n      operator: {EMPTY}\n"
    path.write_text(f"{dag_id or name}:\n  schedule: null\n{extra}{task}")
    return path


def report_of(airflow, dag):
    with pytest.raises(airflow.InvalidSpecError) as raised:
        serialisation().to_dict(dag)
    return str(raised.value)


@pytest.mark.parametrize("file", COMPARED)
def test_a_dag_equals_the_one_that_dag_factory_builds(airflow, built, file):
    from dagfactory import load_yaml_dags

    expected = {}
    load_yaml_dags(expected, config_filepath=str(OK / file), defaults_config_path=str(OK))
    assert expected
    for dag_id, dag in expected.items():
        assert serialised(airflow, built[dag_id]) == serialised(airflow, dag)


def test_what_dag_factory_cannot_read_is_built(built):
    dag = built["own_forms"]
    assert dag.schedule.total_seconds() == 6 * 3600
    assert dag.dagrun_timeout.total_seconds() == 2 * 3600
    assert dag.get_task("begin").retry_delay.total_seconds() == 300
    assert dag.get_task("begin").retries == 2
    assert len(dag.get_task("begin").on_failure_callback) == 2
    assert dag.get_task("begin").bash_command == "echo ${HOME} $HOME"
    assert dag.get_task("box.decorated").upstream_task_ids == {"begin"}
    assert dag.get_task("wait").timeout == 600


def test_the_code_of_tasks_is_not_imported_while_building(tmp_path):
    shipped = Path(__file__).parents[2] / "dags" / "configs"
    code = (
        "import sys; from dagspec.build import build_dags; "
        f"assert build_dags({str(shipped)!r})['ml_pipeline_advertising'].tasks; "
        "print([name for name in ('pipeline_tasks', 'pandas', 'sklearn', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**os.environ, "AIRFLOW_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_templates_see_the_spec(airflow, tmp_path):
    path = spec(tmp_path, "shop")
    facts = airflow.build_dags(tmp_path / "configs")["shop"].user_defined_macros["spec"]
    assert facts.file == "configs/shop.yaml"
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_broken_spec_is_rejected_alone_and_says_why(airflow, tmp_path):
    spec(tmp_path, "good")
    spec(tmp_path, "bad", extra="  schedul: x\n")
    dags = airflow.build_dags(tmp_path / "configs")
    rejected = dags.pop("invalid-spec.configs-bad-yaml")
    assert dags.keys() == {"good"}
    assert rejected.relative_fileloc == "configs/bad.yaml"
    rejected.relative_fileloc = "factory.py"
    assert rejected.relative_fileloc == "configs/bad.yaml"
    assert "configs/bad.yaml:3:3: error DS101 unknown key 'schedul'" in report_of(airflow, rejected)


def test_no_word_of_a_report_is_lost_where_airflow_reads_it_as_markup(airflow, tmp_path):
    from rich.markup import render

    spec(tmp_path, "bad", extra="  schedul: '[b] [/i] [a, zz] [1]'\n")
    (rejected,) = airflow.build_dags(tmp_path / "configs").values()
    report = report_of(airflow, rejected)
    assert render(report).plain == report
    assert "schedul: '[b] [/i] [a, zz] [1]'" in report.replace("\N{WORD JOINER}", "")


def test_what_only_airflow_refuses_is_rejected_too(airflow, tmp_path):
    timetable = (
        "  max_active_runs: 3\n  schedule: {__type__: airflow.timetables.simple.ContinuousTimetable}\n"
    )
    path = spec(tmp_path, "shop")
    path.write_text(path.read_text().replace("  schedule: null\n", timetable))
    (rejected,) = airflow.build_dags(tmp_path / "configs").values()
    report = report_of(airflow, rejected)
    assert "configs/shop.yaml:1:1: error DS017 Airflow refuses DAG 'shop': ValueError" in report
    assert "max_active_runs" in report


def test_what_fails_only_when_it_is_serialised_is_laid_to_its_spec(airflow, tmp_path):
    spec(tmp_path, "shop")
    dag = airflow.build_dags(tmp_path / "configs")["shop"]
    dag.relative_fileloc = "factory.py"  # as Airflow does with every DAG that it finds
    assert serialisation().to_dict(dag)["dag"]["relative_fileloc"] == "factory.py"
    dag.get_task("only").executor_config = {"unknown": object}
    dag.get_task("only").params = {1: object()}
    with pytest.raises(Exception, match="serialize"):
        serialisation().to_dict(dag)
    assert dag.relative_fileloc == "configs/shop.yaml"


def test_of_two_files_with_one_dag_id_the_second_is_rejected(airflow, tmp_path):
    spec(tmp_path, "first", dag_id="shop")
    spec(tmp_path, "second", dag_id="shop")
    dags = airflow.build_dags(tmp_path / "configs")
    assert dags.keys() == {"shop", "invalid-spec.configs-second-yaml"}


def test_a_broken_defaults_file_rejects_what_it_applies_to(airflow, tmp_path):
    spec(tmp_path, "shop")
    (tmp_path / "configs" / "defaults.yml").write_text("default_args:\n  retries: many\n")
    (rejected,) = airflow.build_dags(tmp_path / "configs").values()
    assert "configs/defaults.yml:2:12: error DS102" in report_of(airflow, rejected)


@pytest.mark.parametrize("name", ["wanted", "by_another_name"])
def test_when_a_task_starts_only_its_spec_is_read(airflow, tmp_path, monkeypatch, name):
    spec(tmp_path, "other")
    spec(tmp_path, name, dag_id="wanted")
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "wanted")
    assert airflow.build_dags(tmp_path / "configs").keys() == {"wanted"}


def test_a_dag_whose_id_is_not_in_the_text_is_found_by_reading_all(airflow, tmp_path, monkeypatch):
    spec(tmp_path, "other", dag_id="shop_${REGION}")
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "shop_north")
    assert "shop_north" in airflow.build_dags(tmp_path / "configs", {"REGION": "north"})


def test_the_documentation_shows_the_spec_as_it_was_written(airflow, tmp_path):
    spec(tmp_path, "shop", extra="  # why it is so\n  description: ${SECRET_OF_SHOP:-x}\n")
    dag = airflow.build_dags(tmp_path / "configs", {"SECRET_OF_SHOP": "hunter2"})["shop"]
    assert dag.description == "hunter2"
    assert "# why it is so" in dag.doc_md
    assert "hunter2" not in dag.doc_md


def test_the_documentation_of_a_dag_shows_nothing_of_the_next_one(airflow, tmp_path):
    path = spec(tmp_path, "shop")
    own = path.read_text("utf-8").rstrip()
    path.write_text(f"{own}\n\n# about the other\n{own.replace('shop', 'other')}\n", "utf-8")
    dags = airflow.build_dags(path.parent)
    assert dags["shop"].doc_md == f"## YML DAG\n```yaml\n{own}\n```"
    assert dags["other"].doc_md == dags["shop"].doc_md.replace("shop", "other")


def test_a_fault_of_our_own_rejects_one_spec_only(airflow, tmp_path, monkeypatch):
    spec(tmp_path, "good")
    spec(tmp_path, "unlucky")
    really = Examiner.examine

    def examine(self, file, root):
        if file.stem == "unlucky":
            raise RecursionError("too deep")
        return really(self, file, root)

    monkeypatch.setattr(Examiner, "examine", examine)
    dags = airflow.build_dags(tmp_path / "configs")
    assert dags.keys() == {"good", "invalid-spec.configs-unlucky-yaml"}
    report = report_of(airflow, dags["invalid-spec.configs-unlucky-yaml"])
    assert "configs/unlucky.yaml:1:1: error DS018 a fault of dagspec itself: RecursionError" in report


def test_telemetry_is_off(airflow):
    from dagfactory import telemetry

    assert not telemetry.should_emit()


def test_garbage_collector_rests_only_while_dags_are_built(airflow, tmp_path):
    spec(tmp_path, "one")
    assert gc.isenabled()
    assert airflow.build_dags(tmp_path / "configs")
    assert gc.isenabled()
