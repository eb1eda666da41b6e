import json

import pytest


def facts(done) -> dict[str, str]:
    lines = [line.strip().split("  ", 1) for line in done.out.split("\n")[1:] if line.strip()]
    return {label: text.strip() for label, text in lines}


def test_a_setting_from_the_dags_default_args(dagspec):
    found = facts(dagspec("explain", "my.dag.first.retry_delay"))
    assert found["value"] == "90s"
    assert found["means"] == "a length of time: 1 minute 30 seconds"
    assert found["set in"] == "default_args of the DAG, dags/configs/spec.yaml:9:5"


@pytest.mark.parametrize(
    ("name", "level", "line"),
    [
        ("my.dag.first.owner", "the file's default block", 2),
        ("my.dag.first.bash_command", "the task", 13),
        ("my.dag.second.pool", "default_args of the group 'sums'", 21),
        ("my.dag.sums.second.pool", "default_args of the group 'sums'", 21),
        ("my.dag.catchup", "the DAG", 6),
        ("my.dag.default_args.retries", "default_args of the DAG", 8),
    ],
)
def test_the_level_that_set_it_is_named(dagspec, name, level, line):
    assert facts(dagspec("explain", name))["set in"].startswith(f"{level}, dags/configs/spec.yaml:{line}:")


def test_defaults_of_the_folder_are_named(dagspec, folder):
    (folder / "dags" / "configs" / "defaults.yml").write_text(
        "default_args: {queue: slow}\n", encoding="utf-8"
    )
    found = facts(dagspec("explain", "my.dag.first.queue"))
    assert found["set in"] == "the folder's defaults.yml, dags/configs/defaults.yml:1:16"


def test_an_environment_variable_and_its_default(dagspec, monkeypatch):
    found = facts(dagspec("explain", "my.dag.schedule"))
    assert found["written"] == "${SCHEDULE:-@daily}"
    assert found["variable"] == "SCHEDULE is not set, so its default '@daily' counts"
    monkeypatch.setenv("SCHEDULE", "@hourly")
    found = facts(dagspec("explain", "my.dag.schedule"))
    assert found["value"] == "@hourly"
    assert found["variable"] == "SCHEDULE is set to '@hourly'"
    assert found["means"].startswith("cron '0 * * * *': next at ")


def test_an_alias_names_the_place_of_the_value(dagspec):
    found = facts(dagspec("explain", "my.dag.second.op_kwargs.right"))
    assert found["anchor"] == "the value itself is written at dags/configs/spec.yaml:17:25"


def test_what_is_not_set_shows_the_operators_own_default(dagspec):
    found = facts(dagspec("explain", "my.dag.first.append_env"))
    assert found["value"] == "not set"
    assert found["default"] == "False (BashOperator's own)"
    assert found["type"] == "bool"


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("retry_delay", "what Airflow's configuration says (DEFAULT_RETRY_DELAY of BaseOperator)"),
        ("trigger_rule", "all_success (BaseOperator's own)"),
    ],
)
def test_a_constant_is_told_by_its_value_or_where_it_comes_from(dagspec, key, default):
    assert facts(dagspec("explain", f"my.dag.first.{key}"))["default"] == default


def test_what_is_not_set_shows_airflows_default(dagspec):
    assert facts(dagspec("explain", "my.dag.max_active_runs"))["default"] == "16 (Airflow's)"


def test_an_argument_shows_the_functions_parameter(dagspec):
    found = facts(dagspec("explain", "my.dag.second.op_kwargs.scale"))
    assert found["value"] == "not set"
    assert found["about"] == "what the sum is multiplied with"
    assert found["default"] == "1.0 (shop.sums.add's own)"


def test_a_function_shows_its_signature_and_docstring(dagspec):
    found = facts(dagspec("explain", "my.dag.second.python_callable"))
    assert found["means"] == (
        "the function shop.sums.add(left: int, right: int, api_token: str, scale: float = 1.0): "
        "Add two numbers."
    )


def test_a_secret_is_not_shown(dagspec, folder):
    spec = folder / "dags" / "configs" / "spec.yaml"
    spec.write_text(
        spec.read_text(encoding="utf-8").replace('"{{ var.value.token }}"', "abc"), encoding="utf-8"
    )
    assert facts(dagspec("explain", "my.dag.second.op_kwargs.api_token"))["value"] == "***"
    assert "abc" not in dagspec("explain", "my.dag.second").out


@pytest.mark.parametrize("value", ["${SHOP:-hunter2}", "${SHOP_TOKEN:-hunter2}"])
def test_a_secret_that_is_the_default_of_a_variable_is_not_shown(dagspec, folder, value):
    spec = folder / "dags" / "configs" / "spec.yaml"
    spec.write_text(
        spec.read_text(encoding="utf-8").replace('"{{ var.value.token }}"', value), encoding="utf-8"
    )
    for name in ("my.dag.second", "my.dag.second.op_kwargs", "my.dag.second.op_kwargs.api_token"):
        assert "hunter2" not in dagspec("explain", name).out


def test_a_dag_and_a_task_list_all_that_counts(dagspec):
    of_dag, of_task = facts(dagspec("explain", "my.dag")), facts(dagspec("explain", "my.dag.first"))
    assert of_dag["tasks"] == "first, second"
    assert of_dag["default_args.retries"] == "2  (default_args of the DAG, line 8)"
    assert of_task["owner"] == "data-team  (the file's default block, line 2)"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("my.dg", "no DAG 'my'; there are: my.dag"),
        ("my.dag.frist", "DAG 'my.dag' has no task or setting 'frist'; did you mean 'first'?"),
        ("my.dag.schedul", "DAG 'my.dag' has no task or setting 'schedul'; did you mean 'schedule'?"),
        (
            "my.dag.first.bash_comand",
            "task 'first' has no setting 'bash_comand'; did you mean 'bash_command'?",
        ),
        ("my.dag.second.op_kwargs.lft", "'op_kwargs' has no 'lft'; did you mean 'left'?"),
        ("my.dag.first.bash_command.x", "'bash_command' has no 'x'; nothing stands there"),
    ],
)
def test_an_unknown_name_gets_the_nearest(dagspec, name, told):
    done = dagspec("explain", name)
    assert (done.code, done.err) == (2, f"dagspec: {told}\n")


def test_json_holds_the_same(dagspec):
    document = json.loads(dagspec("explain", "my.dag.first.retries", "--format", "json").out)
    assert document["name"] == "my.dag.first.retries"
    assert document["facts"][0] == {"label": "value", "text": "2"}


def test_another_file_that_is_broken_does_not_get_in_the_way(dagspec, folder):
    (folder / "dags" / "configs" / "broken.yaml").write_text("a: [\n", encoding="utf-8")
    done = dagspec("explain", "my.dag.first.retries")
    assert done.code == 0
    assert "left out dags/configs/broken.yaml:1:4: " in done.err
