import textwrap

import pytest

BASH = "operator: airflow.providers.standard.operators.bash.BashOperator\n"
PYTHON = "operator: airflow.providers.standard.operators.python.PythonOperator\npython_callable: steps.many\n"
TASK = "decorator: airflow.sdk.task\npython_callable: steps.load\n"
PARAMS = "params: {path: a}\nuser_defined_macros: {load: steps.load, more: {deep: steps.load}}"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ds }} {{ ts }} {{ run_id }} {{ dag.dag_id }} {{ ti.task_id }} {{ task_instance.try_number }}",
        "{{ logical_date | ds }} {{ data_interval_end | ts_nodash }}",
        "{{ params.path }} {{ params['path'] }} {{ params.get('x') }} {{ params.x | default('y') }}",
        "{{ macros.ds_add(ds, -1) }} {{ macros.datetime.now() }}",
        "{{ var.value.x }} {{ var.json.x.y }} {{ conn.my_conn.host }}",
        "{{ load(ds) }} {{ more.deep(ds) }} {{ spec.sha256 }} {{ spec.file }}",
        "{% if x is defined %}{{ x }}{% endif %}",
        "{% for p in range(3) %}{{ p }}{% endfor %}",
        "{{ ti.xcom_pull(task_ids=params.path) }}",
        "{% include 'steps.py' %} {% include 'nope.sh' ignore missing %} ",
        "{{ macros.ds_format(ds, '%Y', output_format='%d') }} {{ macros.random() }}",
        "a { brace and ${SHELL_VARIABLE:-x} and {single}",
    ],
)
def test_what_airflow_fills_in_is_accepted(codes, text):
    assert codes(f'{BASH}bash_command: "{text}"', PARAMS) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ nothing }}", ["DS604"]),
        ("{{ path }}", ["DS604"]),
        ("{{ dag_run.execution_date }}", ["DS605"]),
        ("{{ exection_date }}", ["DS604"]),
        ("{{ macros.ds_ad(ds, 1) }}", ["DS604"]),
        ("{{ ds }} {{ ds | nope }} {{ nothing }}", ["DS602", "DS604"]),
    ],
)
def test_what_airflow_does_not_know_is_reported(codes, text, expected):
    assert codes(f'{BASH}bash_command: "{text}"', PARAMS) == expected


@pytest.mark.parametrize(("folder", "expected"), [("plugins", []), ("others", ["DS604"])])
def test_macros_of_a_plugin_cannot_be_known(codes, dags, monkeypatch, folder, expected):
    monkeypatch.setattr("dagspec.rules.airflow_folders.PLUGINS", dags.name + "/plugins")
    (dags / folder).mkdir()
    assert codes(f'{BASH}bash_command: "{{{{ macros.my_plugin.f() }}}}"') == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ load('a') }} {{ load('a', limit=5) }} {{ load(path='a') }} {{ more.deep('a') }}", []),
        ("{{ load() }}", ["DS405"]),
        ("{{ load('a', 5, 6) }}", ["DS406"]),
        ("{{ load('a', limt=5) }}", ["DS404"]),
        ("{{ more.deep() }}", ["DS405"]),
        ("{{ number(1) }}", ["DS402"]),
        ("{{ more.dep('a') }}", ["DS604"]),
        ("{{ load(*params.path) }}", []),
        ("{{ ti.xcom_pull(task_id='one') }}", ["DS404"]),
        ("{{ 1 + 'a' }}", ["DS601"]),
        ("{{ 1 + 2 }} {{ 'a' ~ 1 }}", []),
        ("{{ dag.dag_idd }}", ["DS604"]),
        ("{{ spec.sha }}", ["DS604"]),
        ("{{ ti.taskid }}", ["DS604"]),
        ("{{ dag_run.conf.get('x') }}", []),
        ("{{ dag_run.conf.gte('x') }}", ["DS604"]),
    ],
)
def test_calls_and_attributes(codes, text, expected):
    macros = "params: {path: a}\nuser_defined_macros: {load: steps.load, more: {deep: steps.load}, number: 5}"
    assert codes(f'{BASH}bash_command: "{text}"', macros) == expected


def test_a_param_by_its_bare_name_gets_the_hint(check):
    (found,) = check(f"{PARAMS}\ntasks:\n  - task_id: one\n    {BASH}    bash_command: '{{{{ path }}}}'\n")
    assert "params.path" in found.hint


@pytest.mark.parametrize(
    "keys",
    [
        BASH + "bash_command: echo\nenv: {A: '{{ nothing }}'}",
        PYTHON + "op_args: ['{{ nothing }}']",
        PYTHON + "op_kwargs: {a: {b: ['{{ nothing }}']}}",
        PYTHON + "templates_dict: {a: '{{ nothing }}'}",
        TASK + "path: '{{ nothing }}'",
        TASK + "expand: {path: ['{{ nothing }}']}",
        BASH + "expand: {bash_command: ['{{ nothing }}']}",
    ],
)
def test_templates_are_found_wherever_airflow_fills_them_in(codes, keys):
    assert codes(keys) == ["DS604"]


@pytest.mark.parametrize(
    "keys",
    [
        BASH + "bash_command: echo\ndoc_md: '{{ nothing }}'",
        BASH + "bash_command: echo\nparams: {a: '{{ nothing }}'}",
        TASK + "expand: {path: [a]}\nmap_index_template: '{{ my_own }}'",
    ],
)
def test_other_text_is_left_alone(codes, keys):
    assert codes(keys) == []


def test_params_that_cannot_be_told_are_left_alone(codes):
    assert codes(f"{BASH}bash_command: '{{{{ params.x }}}}'", "params: {__type__: airflow.sdk.Param}") in (
        [],
        ["DS210"],
    )


def test_a_template_file_is_read(check, dags):
    (dags / "templates").mkdir()
    (dags / "templates" / "run.sh").write_text("echo start\necho {{ nothing }}\n")
    (found,) = check(f"tasks:\n  - task_id: one\n    {BASH}    bash_command: templates/run.sh\n")
    assert (found.code, found.line, found.column) == ("DS604", 2, 9)
    assert found.file.endswith("templates/run.sh")


def test_the_search_path_is_used(codes, dags):
    (dags / "elsewhere").mkdir()
    (dags / "elsewhere" / "run.sh").write_text("echo\n")
    assert codes(f"{BASH}bash_command: run.sh", "template_searchpath: ${HERE}/elsewhere") == []
    assert codes(f"{BASH}bash_command: run.sh", "template_searchpath: [${HERE}]") == ["DS607"]
    assert codes(f"{BASH}bash_command: 'sh run.sh '") == []


def tasks(pulled: str, **keys: str) -> str:
    """Three tasks in a row, the last of which pulls from another."""
    more = {name: keys.get(name, "") for name in ("load", "sort", "print")}
    return f"""
        tasks:
          - {{task_id: load, {BASH.strip()}, bash_command: echo {more["load"]}}}
          - {{task_id: sort, {BASH.strip()}, bash_command: echo, dependencies: [load] {more["sort"]}}}
          - task_id: print
            {BASH.strip()}
            bash_command: "{{{{ ti.xcom_pull(task_ids='{pulled}') }}}}"
            dependencies: [{more["print"] or "sort"}]
        """


@pytest.mark.parametrize(
    ("pulled", "expected"), [("load", []), ("sort", []), ("print", ["DS521"]), ("lode", ["DS520"])]
)
def test_a_pull_names_a_task_before(check, pulled, expected):
    assert [found.code for found in check(tasks(pulled))] == expected


def test_a_pull_from_a_group_needs_the_prefix(check):
    groups = "task_groups: [{group_name: g}, {group_name: h, parent_group_name: g}]\n"
    inside = ", task_group_name: h"
    keys = {"load": inside, "print": "g"}
    (found,) = check(groups + textwrap.dedent(tasks("load", **keys)))
    assert (found.code, found.fix.new) == ("DS522", "g.h.load")
    assert check(groups + textwrap.dedent(tasks("g.h.load", **keys))) == []


def test_a_group_without_prefix_keeps_the_name(check):
    groups = "task_groups: [{group_name: g, prefix_group_id: false}]\n"
    text = textwrap.dedent(tasks("load", load=", task_group_name: g", print="g"))
    assert check(groups + text) == []


def test_a_result_that_is_taken_comes_before(check):
    found = check(
        f"""
        tasks:
          - task_id: load
            {TASK.strip().replace(chr(10), chr(10) + "            ")}
            path: a
          - task_id: again
            {TASK.strip().replace(chr(10), chr(10) + "            ")}
            path: +load
            limit: "{{{{ ti.xcom_pull(task_ids='load') }}}}"
        """
    )
    assert found == []
