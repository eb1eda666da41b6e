from pathlib import Path

import pytest

from dagspec.catalogue.catalogue import catalogue
from dagspec.diagnostic import Diagnostic, Replacement, Severity
from dagspec.doubt import is_doubtful


@pytest.fixture
def code(tmp_path: Path):
    (tmp_path / "shop.py").write_text(
        "def load_data(): ...\ndef load_date(): ...\ndef train(): ...\n", encoding="utf-8"
    )
    return catalogue((tmp_path,)).library


def found(code: str, old: str, new: str) -> Diagnostic:
    return Diagnostic("f", 1, 1, 1, 2, code, "r", Severity.ERROR, "m", fix=Replacement(old, new))


def test_a_finding_without_a_fix_is_left_alone(code):
    assert is_doubtful(Diagnostic("f", 1, 1, 1, 2, "DS101", "r", Severity.ERROR, "m"), "", code)


def test_a_key_is_certain(code):
    assert not is_doubtful(found("DS101", "schedul", "schedule"), "schedul: 1", code)


def test_a_function_with_one_near_name_is_certain(code):
    assert not is_doubtful(found("DS401", "shop.trian", "shop.train"), "", code)


def test_a_function_with_two_near_names_is_not(code):
    assert is_doubtful(found("DS401", "shop.load_datx", "shop.load_data"), "", code)


def test_an_operator_that_has_moved_is_certain(code):
    assert not is_doubtful(
        found("DS309", "airflow.operators.bash.B", "airflow.providers.x.operators.bash.B"), "", code
    )


def test_a_dag_of_another_file_is_not(code):
    assert is_doubtful(found("DS702", "other_dga", "other_dag"), "", code)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("task_id: fetch\ndependencies: [fetsh]", False),
        ("task_id: fetsh\ndependencies: [fetch]\ndata: fetch", True),
    ],
)
def test_a_task_is_certain_unless_its_definition_is_the_odd_one(code, text, doubtful):
    old, new = ("fetch", "fetsh") if doubtful else ("fetsh", "fetch")
    assert is_doubtful(found("DS501", old, new), text, code) is doubtful
