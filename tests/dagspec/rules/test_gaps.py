"""What cannot be read is told once: rules that look names up in it have nothing to say."""

import textwrap
from datetime import date

import pytest

from dagspec.check import check_paths

EMPTY = "operator: airflow.providers.standard.operators.empty.EmptyOperator"
BASH = "operator: airflow.providers.standard.operators.bash.BashOperator"

CASES = {
    "a key that is nothing": ("null: 3\ntasks: {a: {%EMPTY}}", ["DS011"]),
    "keys that are truth values": ("on: 3\noff: 3\ntasks: {a: {%EMPTY}}", ["DS011", "DS011"]),
    "a misspelled task_id": (
        "tasks: [{taskid: a, %EMPTY}, {task_id: b, %EMPTY, dependencies: [a]}]",
        ["DS104"],
    ),
    "a task that is a number": ("tasks: [5, {task_id: b, %EMPTY, dependencies: [a]}]", ["DS102"]),
    "a task without a body": ("tasks: {a: null, b: {%EMPTY, dependencies: [a]}}", ["DS102"]),
    "a reference to an unreadable task": (
        "tasks: [{taskid: a, %EMPTY}, {task_id: b, %BASH, expand: {bash_command: a.output}}]",
        ["DS104"],
    ),
    "misspelled macros": (
        "user_defined_macro: {x: 5}\ntasks: {a: {%BASH, bash_command: 'echo {{ x }}'}}",
        ["DS101"],
    ),
    "macros in a list": (
        "user_defined_macros: [x]\ntasks: {a: {%BASH, bash_command: 'echo {{ x }}'}}",
        ["DS102"],
    ),
    "misspelled params": (
        "parms: {x: 5}\ntasks: {a: {%BASH, bash_command: 'echo {{ params.x }}'}}",
        ["DS101"],
    ),
    "misspelled params of a task": (
        "tasks: {a: {%BASH, bash_command: 'echo {{ params.x }}', parms: {x: 5}}}",
        ["DS305"],
    ),
    "misspelled groups": (
        "task_group: {g: {tooltip: x}}\n"
        "tasks: {a: {%EMPTY, task_group_name: g},"
        " b: {%BASH, bash_command: 'echo {{ ti.xcom_pull(\"g.a\") }}', dependencies: [g, a]}}",
        ["DS101"],
    ),
    "a misspelled group_name": (
        "task_groups: [{groupname: g}]\ntasks: {a: {%EMPTY, task_group_name: g}}",
        ["DS101"],
    ),
    "a group that is text": ("task_groups: [g]\ntasks: {a: {%EMPTY, task_group_name: g}}", ["DS102"]),
    "a group without a body": ("task_groups: {g: null}\ntasks: {a: {%EMPTY, task_group_name: g}}", ["DS102"]),
    "misspelled dependencies": (
        "tasks: {a: {%EMPTY}, b: {%BASH, bash_command: 'echo {{ ti.xcom_pull(\"a\") }}', dependancies: [a]}}",
        ["DS305"],
    ),
    "dependencies that are text": (
        "tasks: {a: {%EMPTY}, b: {%BASH, bash_command: 'echo {{ ti.xcom_pull(\"a\") }}', dependencies: a}}",
        ["DS102"],
    ),
    "how a run ends with misspelled dependencies": (
        "tasks: {a: {%EMPTY}, b: {%EMPTY, dependencies: [a], trigger_rule: all_done},"
        " c: {%EMPTY, dependancies: [a]}}",
        ["DS305"],
    ),
    "misspelled default_args": (
        "schedule: '@daily'\ncatchup: true\ndefault_arg: {start_date: 2026-05-31, bash_command: echo}\n"
        "tasks: {a: {%BASH}}",
        ["DS101"],
    ),
    "a misspelled start_date": (
        "schedule: '@daily'\ncatchup: true\nstartdate: 2026-05-31\ntasks: {a: {%EMPTY}}",
        ["DS101"],
    ),
    "a keyword-only argument by position": (
        "tasks: {a: {operator: airflow.providers.standard.operators.python.PythonOperator,"
        " python_callable: steps.only_named, op_args: [x]}}",
        ["DS406"],
    ),
}


@pytest.fixture
def dag_of(dags):
    """Return the codes of what is found in a DAG without a start date."""

    def codes(keys):
        text = keys.replace("%EMPTY", EMPTY).replace("%BASH", BASH)
        (dags / "own.yaml").write_text("shop:\n" + textwrap.indent(text, "  "), encoding="utf-8")
        return [found.code for found in check_paths([dags / "own.yaml"], {}, date(2026, 6, 1)).diagnostics]

    return codes


@pytest.mark.parametrize("name", CASES)
def test_what_follows_from_a_gap_is_not_told(dag_of, name):
    text, expected = CASES[name]
    assert dag_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tasks: {a: {%EMPTY, dependencies: [nowhere]}}", ["DS501"]),
        ("tasks: {a: {%EMPTY, task_group_name: nowhere}}", ["DS506"]),
        (
            "descripton: x\ntasks: {a: {%BASH, bash_command: 'echo {{ params.x }} {{ y }}'}}",
            ["DS101", "DS606", "DS604"],
        ),
        ("schedule: '@daily'\ncatchup: true\nowner: x\ntasks: {a: {%EMPTY}}", ["DS206", "DS105"]),
    ],
)
def test_without_a_gap_it_is(dag_of, text, expected):
    assert dag_of(text) == expected
