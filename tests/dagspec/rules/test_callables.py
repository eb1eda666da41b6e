import pytest

PYTHON = "operator: airflow.providers.standard.operators.python.PythonOperator\n"
TASK = "decorator: airflow.sdk.task\n"


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        ("load", "op_kwargs: {path: a}", []),
        ("load", "op_args: [a, 5]", []),
        ("load", "op_args: [a]\nop_kwargs: {limit: 5}", []),
        ("load", "op_kwargs: {path: '{{ ds }}', limit: '{{ params.n }}'}", []),
        ("load", "op_args: '{{ ti.xcom_pull() }}'", []),
        ("load", "op_kwargs: null", ["DS405"]),
        ("load", "op_kwargs: {path: a, limit: '5'}", ["DS407"]),
        ("load", "op_kwargs: {path: a, limit: true}", ["DS407"]),
        ("load", "op_args: [a, many]", ["DS407"]),
        ("fit", "op_kwargs: {solver: saga, share: 0.3, steps: [1, '{{ params.n }}']}", []),
        ("fit", "op_kwargs: {solver: saga, share: '{{ params.n }}'}", []),
        ("fit", "op_kwargs:\n  solver: saga\n  share: ${UNSET_SHARE:-0.3}", []),
        ("fit", "op_kwargs:\n  solver: saga\n  share: ${UNSET_SHARE:-3}", ["DS308"]),
        ("fit", "op_kwargs: {solver: sag}", ["DS308"]),
        ("fit", "op_kwargs: {solver: saga, share: 1}", ["DS308"]),
        ("fit", "op_kwargs: {solver: saga, share: .nan}", ["DS308"]),
        ("fit", "op_kwargs: {solver: saga, share: half}", ["DS407"]),
        ("fit", "op_kwargs: {solver: saga, steps: [1, 0, one]}", ["DS308", "DS407"]),
        ("fit", "op_args: [saga, 0]", ["DS308"]),
        ("gate", "op_kwargs: {limits: {accuracy: 0.8, brier: '{{ params.n }}'}}", []),
        ("gate", "op_kwargs: {limits: null}", []),
        ("gate", "op_kwargs: {limits: {'{{ ds }}': 0.8}}", []),
        ("either", "op_kwargs: {x: 1, y: [a], z: {1: a}}", []),
        ("either", "op_kwargs: {x: 3}", ["DS407"]),
        ("either", "op_kwargs: {x: '1'}", ["DS407"]),
        ("either", "op_kwargs: {x: 1, y: [b]}", ["DS308"]),
        ("either", "op_kwargs: {x: 1, z: {'1': a}}", ["DS308"]),
        ("gate", "op_kwargs: {limits: {acuracy: high}}", ["DS308", "DS407"]),
        ("gate", "op_kwargs: {limits: {1: 0.8}}", ["DS308"]),
        ("total", "op_kwargs: {orders: [], rate: null, digits: 0}", []),
        ("total", "op_kwargs: {orders: []}\nop_args: []", []),
        ("total", "op_args: [[], 0.5, 2]", ["DS406"]),
        ("many", "op_args: [a, b, c]\nop_kwargs: {x: 1}", []),
        ("asked", "op_kwargs: {path: a}", []),
        ("asked", "op_kwargs: {path: a, ds: today}", []),
        ("asked", "op_args: [1, 2, a]", ["DS411", "DS411"]),
        ("only_named", "op_kwargs: {folder: a}", []),
        ("only_position", "op_args: [a]", []),
        ("only_position", "op_kwargs: {path: a}", ["DS411"]),
    ],
)
def test_arguments_of_a_python_task(codes, function, arguments, expected):
    found = codes(f"{PYTHON}python_callable: steps.{function}\n{arguments}", "params: {n: 1}")
    assert found == expected


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        ("load", "path: a", []),
        ("load", "path: a\nlimit: '{{ params.n }}'", []),
        ("load", "path: a\nlimit: many", ["DS407"]),
        ("load", "", ["DS405"]),
        ("load", "pth: a", ["DS305"]),
        ("load", "path: a\nop_kwargs: {}", ["DS305"]),
        ("asked", "path: a", []),
        ("only_named", "", ["DS411"]),
        ("total", "orders: []", []),
        ("total", "orders: []\ndigits: 1", ["DS305"]),
    ],
)
def test_arguments_of_a_decorated_task(codes, function, arguments, expected):
    found = codes(f"{TASK}python_callable: steps.{function}\n{arguments}", "params: {n: 1}")
    assert found == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("python_callable_name: load\npython_callable_file: ${HERE}/steps.py\nop_args: [a]", []),
        ("python_callable_name: load\npython_callable_file: ${HERE}/steps.py", ["DS405"]),
        ("python_callable_name: lode\npython_callable_file: ${HERE}/steps.py", ["DS401"]),
        ("python_callable_name: load\npython_callable_file: ${HERE}/none.py", ["DS408"]),
        ("python_callable_name: load\npython_callable_file: ${HERE}/shop.yaml", ["DS408"]),
        ("python_callable_name: load\npython_callable_file: $UNSET_FOLDER/steps.py", ["DS408"]),
        ("python_callable_file: ${HERE}/steps.py", ["DS408"]),
        ("python_callable: steps.load\npython_callable_name: load\nop_args: [a]", ["DS408"]),
        ("python_callable: math.sqrt\nop_args: [4]", []),
        ("python_callable: json.dumps\nop_args: [[]]", []),
        ("python_callable: load", ["DS401"]),
    ],
)
def test_names_of_functions(codes, keys, expected):
    assert codes(PYTHON + keys) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("execution_date_fn: steps.load", []),
        ("execution_date_fn: steps.lod", ["DS401"]),
        ("execution_date_fn_name: load\nexecution_date_fn_file: ${HERE}/steps.py", []),
        ("execution_date_fn_name: lod\nexecution_date_fn_file: ${HERE}/steps.py", ["DS401"]),
        ("execution_delta: 1 days", []),
    ],
)
def test_functions_of_the_external_task_sensor(codes, keys, expected):
    sensor = "operator: airflow.providers.standard.sensors.external_task.ExternalTaskSensor\n"
    found = codes(f"{sensor}external_dag_id: other\nexternal_task_id: x\n{keys}")
    assert [code for code in found if code < "DS7"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("lambda r: r.ok", []), ("lambda r r", ["DS409"]), ("r.ok", ["DS409"]), ("x = 1", ["DS409"])],
)
def test_lambdas(codes, text, expected):
    sensor = "operator: airflow.providers.http.sensors.http.HttpSensor\nendpoint: x\n"
    assert codes(f"{sensor}response_check_lambda: '{text}'") == expected


@pytest.mark.parametrize(
    ("macros", "expected"),
    [
        ("{load: steps.load, more: {deep: steps.total}, number: 5}", []),
        ("{price: steps.Price, zone: datetime.UTC}", []),
        ("{more: {deep: steps.tota}}", ["DS401"]),
        ("{greeting: hello}", ["DS401"]),
    ],
)
def test_macros(codes, macros, expected):
    task = "operator: airflow.providers.standard.operators.empty.EmptyOperator"
    assert codes(task, f"user_defined_macros: {macros}") == expected


@pytest.mark.parametrize(
    ("function", "arguments", "message", "hint"),
    [
        ("fit", "solver: sag", "argument 'solver' of 'fit' cannot be 'sag'", "did you mean 'saga'?"),
        ("fit", "share: 3", "argument 'share' of 'fit' cannot be 3", "write a number above 0 and below 1"),
        (
            "fit",
            "steps: [0]",
            "each item of argument 'steps' of 'fit' cannot be 0",
            "write a whole number of at least 1",
        ),
        (
            "fit",
            "steps: [a]",
            "each item of argument 'steps' of 'fit' must be a whole number of at least 1, got text 'a'",
            "write digits only, such as 3",
        ),
        (
            "gate",
            "limits: {acuracy: 1}",
            "a key of argument 'limits' of 'gate' cannot be 'acuracy'",
            "did you mean 'accuracy'?",
        ),
        (
            "gate",
            "limits: {true: 1}",
            "a key of argument 'limits' of 'gate' cannot be true",
            "one of accuracy, brier",
        ),
        ("either", "x: 3", "argument 'x' of 'either' expects 1 or 2 or null, got 3", ""),
    ],
)
def test_a_value_that_is_not_allowed_is_named_with_what_is(check, function, arguments, message, hint):
    task = f"{PYTHON}    python_callable: steps.{function}\n    op_kwargs: {{{arguments}}}\n"
    found = [one for one in check(f"tasks:\n  - task_id: one\n    {task}") if one.code in ("DS308", "DS407")]
    assert [(one.message, one.hint) for one in found] == [(message, hint)]
