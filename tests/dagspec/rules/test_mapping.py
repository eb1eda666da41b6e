import pytest

BASH = "operator: airflow.providers.standard.operators.bash.BashOperator\n"
PYTHON = "operator: airflow.providers.standard.operators.python.PythonOperator\npython_callable: steps.load\n"
TASK = "decorator: airflow.sdk.task\npython_callable: steps.load\n"


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (PYTHON + "expand: {op_args: [[a], [b]]}", []),
        (PYTHON + "expand: {op_kwargs: [{path: a}]}", []),
        (PYTHON + "partial: {op_kwargs: {limit: 5}}\nexpand: {op_args: [[a]]}", []),
        (TASK + "expand: {path: [a, b]}", []),
        (TASK + "expand: {path: [a, b]}\npartial: {limit: 5}", []),
        (TASK + "expand: {path: {a: b}}", []),
        (BASH + "expand: {}", ["DS306", "DS312"]),
        (BASH + "bash_command: echo\nexpand: {bash_command: [echo]}", ["DS312"]),
        (BASH + "bash_command: echo\npartial: {bash_command: echo}\nexpand: {cwd: [/a]}", ["DS312"]),
        (BASH + "expand: {bash_command: 5}", ["DS312"]),
        (TASK + "expand: {path: a}", ["DS312"]),
        (TASK + "expand: {limit: [1]}", ["DS405"]),
        (TASK + "expand: {path: [a], ds: [b]}", ["DS411"]),
        (TASK + "expand: {path: [a]}\npartial: {limt: 5}", ["DS404"]),
        (TASK + "path: a\nexpand: {limit: [1]}", ["DS312"]),
    ],
)
def test_mapped_tasks(codes, task, expected):
    assert codes(task) == expected


@pytest.mark.parametrize("reference", ["load.output", "XcomArg(load)"])
def test_an_operator_maps_over_a_result(check, reference):
    found = check(
        f"""
        tasks:
          - task_id: load
            {PYTHON.strip().replace(chr(10), chr(10) + "            ")}
            op_kwargs: {{path: a}}
          - task_id: each
            {BASH.strip()}
            expand: {{bash_command: {reference}}}
            dependencies: [load]
        """
    )
    assert found == []
