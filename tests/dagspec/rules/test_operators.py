from datetime import date

import pytest

from dagspec.catalogue.catalogue import catalogue
from dagspec.project import Context, load
from dagspec.rules import operators

BASH = "operator: airflow.providers.standard.operators.bash.BashOperator"


@pytest.mark.parametrize(
    "path",
    [
        "airflow.providers.standard.operators.empty.EmptyOperator",
        "airflow.providers.standard.operators.latest_only.LatestOnlyOperator",
    ],
)
def test_operators_that_need_nothing_are_accepted(codes, path):
    assert codes(f"operator: {path}") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "airflow.operators.dummy_operator.DummyOperator",
            "airflow.providers.standard.operators.empty.EmptyOperator",
        ),
        ("airflow.operators.empty.EmptyOpertor", "airflow.operators.empty.EmptyOperator"),
        (
            "airflow.providers.http.operators.http.SimpleHttpOperator",
            "airflow.providers.http.operators.http.HttpOperator",
        ),
    ],
)
def test_a_path_that_is_gone_has_its_successor_as_fix(check, old, new):
    (found,) = check(f"tasks:\n  - task_id: one\n    operator: {old}\n")
    assert (found.code, found.fix.old, found.fix.new) == ("DS303", old, new)


def test_an_operator_of_the_dags_folder_is_read(codes, dags):
    (dags / "mine.py").write_text(
        "from airflow.sdk import BaseOperator\n"
        "class Bread(BaseOperator):\n"
        "    def __init__(self, bread_type, **kwargs): super().__init__(**kwargs)\n"
    )
    assert codes("operator: mine.Bread\nbread_type: rye") == []
    assert codes("operator: mine.Bread\nbread_typ: rye") == ["DS305"]
    assert codes("operator: mine.Bread") == ["DS306"]


def test_an_operator_of_a_plugin_is_found(codes, dags, monkeypatch):
    monkeypatch.setattr("dagspec.rules.airflow_folders.PLUGINS", f"{dags.name}/plugins")
    (dags / "plugins").mkdir()
    (dags / "plugins" / "baking.py").write_text(
        "from airflow.sdk import BaseOperator\nclass Bread(BaseOperator): ...\n"
    )
    assert codes("operator: baking.Bread") == []


def test_an_operator_that_cannot_be_read_takes_any_key(codes, dags):
    (dags / "mine.py").write_text("from elsewhere import Base\nclass Bread(Base): ...\n")
    assert codes("operator: mine.Bread\nanything: 1") == []


@pytest.mark.parametrize("value", ["steps", "steps.Price", "steps.load"])
def test_other_things_are_no_operators(codes, value):
    assert codes(f"operator: {value}") in (["DS303"], ["DS304"])


def test_a_module_is_no_operator(codes):
    assert codes("operator: airflow.providers.standard.operators.bash") == ["DS304"]


@pytest.mark.parametrize("path", ["airflow.sdk.task_group", "steps.Price", "steps.load"])
def test_other_things_are_no_decorators(codes, path):
    assert codes(f"decorator: {path}\npython_callable: steps.load\npath: a") == ["DS304"]


def test_a_decorator_of_ones_own_is_accepted(codes):
    assert codes("decorator: steps.my_task\npython_callable: steps.load\npath: a") == []


def test_both_is_reported_at_the_second(check):
    (found,) = check(
        f"tasks:\n  - task_id: one\n    decorator: airflow.sdk.task\n    {BASH}\n    bash_command: echo\n"
    )
    assert (found.code, found.line) == ("DS302", 8)


def test_without_airflow_its_operators_are_left_unchecked(dags):
    file = dags / "shop.yaml"
    file.write_text(
        f"shop:\n  tasks:\n    - {{task_id: one, {BASH}, no_such: 1}}\n"
        "    - {task_id: two, operator: steps.Nothing}\n"
    )
    project = load([file], {}, date(2026, 6, 1))
    context = Context({}, date(2026, 6, 1), dags, (dags,))
    assert not catalogue(context.python_path).has_airflow
    found = list(operators.check(project.specs[0], context))
    assert [one.code for one in found] == ["DS314", "DS303"]
