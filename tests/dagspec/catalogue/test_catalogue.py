import subprocess
import sys
from pathlib import Path

import pytest

from dagspec.catalogue.answer import Missing
from dagspec.catalogue.callables import Callee
from dagspec.catalogue.catalogue import catalogue as catalogue_of
from dagspec.catalogue.catalogue import current


def test_the_same_path_gives_the_same_catalogue(tmp_path):
    assert catalogue_of((tmp_path,)) is catalogue_of((tmp_path,))


def test_answers_are_kept(catalogue):
    path = "airflow.providers.standard.operators.bash.BashOperator"
    assert catalogue.operator(path) is catalogue.operator(path)
    assert catalogue.decorator("airflow.sdk.task") is catalogue.decorator("airflow.sdk.task")
    assert catalogue.operator("no.such.Operator") is None
    assert catalogue.decorator("no.such.task") is None


def test_functions_of_a_file_are_described(catalogue, write, tmp_path):
    file = write("steps.py", "def load(): ...")
    assert isinstance(catalogue.callable_in(file, "load"), Callee)
    assert isinstance(catalogue.callable_in(file, "lode"), Missing)
    assert catalogue.callable_in(tmp_path / "none.py", "load") is None


def test_classes_of_airflow_in_annotations_are_known(catalogue):
    module = "airflow.providers.standard.operators.bash"
    assert catalogue.is_class(module, "ArgNotSet")
    assert not catalogue.is_class(module, "str")
    assert not catalogue.is_class(module, "Context")


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_a_long_lived_process_sees_changes(tmp_path, write, monkeypatch, change):
    monkeypatch.setattr("dagspec.catalogue.catalogue.LOOK_AGAIN", -1)
    file = write("steps.py", "def load(): ...")
    first = current((tmp_path,))
    first.resolve("steps.load")
    first.resolve("more.load")
    assert current((tmp_path,)) is first
    if change == "edit":
        write("steps.py", "def load(path): ...")
    elif change == "add":
        write("more.py")
    else:
        file.unlink()
    assert current((tmp_path,)) is not first


def test_the_files_are_not_looked_at_all_the_time(tmp_path, write):
    write("steps.py", "def load(): ...")
    first = current((tmp_path,))
    write("more.py")
    assert current((tmp_path,)) is first


def test_airflow_is_noticed(catalogue, tmp_path):
    assert catalogue.has_airflow
    assert not catalogue_of((tmp_path,)).has_airflow


def test_nothing_is_imported(project: Path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom dagspec.catalogue.catalogue import catalogue\n"
        "known = catalogue(tuple(Path(p) for p in sys.path))\n"
        "assert known.operator('airflow.providers.smtp.operators.smtp.EmailOperator').required == ('to',)\n"
        "assert known.decorator('airflow.sdk.task') and known.context_names and known.task_decorators\n"
        "assert known.callable('pipeline_tasks.train.train_model')\n"
        "print(sorted({'airflow', 'pipeline_tasks', 'pandas', 'sklearn', 'jinja2'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
