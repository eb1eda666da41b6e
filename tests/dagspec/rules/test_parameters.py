import pytest

BASH = "operator: airflow.providers.standard.operators.bash.BashOperator\n"
HTTP = "operator: airflow.providers.http.operators.http.HttpOperator\n"
SENSOR = "operator: airflow.providers.http.sensors.http.HttpSensor\nendpoint: x\n"


@pytest.mark.parametrize(
    "task",
    [
        BASH + "bash_command: echo\nskip_on_exit_code: [98, 99]",
        BASH + "bash_command: echo\nskip_on_exit_code: 98",
        BASH + "bash_command: echo\nenv: {A: '{{ ds }}', B: b}\nappend_env: true",
        BASH + "bash_command: echo\ncwd: null",
        BASH + "variables_as_arguments: [{variable: v, attribute: bash_command}]",
        BASH + "expand: {bash_command: [echo 1, echo 2]}",
        BASH + "expand: {env: [{A: a}]}\npartial: {bash_command: echo}",
        BASH + "bash_command: echo\nexecution_timeout: {__type__: datetime.timedelta, minutes: 5}",
        BASH + "bash_command: echo\nexecution_timeout: 5m\nweight_rule: absolute\npriority_weight: 3",
        BASH + "bash_command: echo\nweight_rule: my.plugin.Weight",
        HTTP + "data: {a: 1}\nheaders: {Content-Type: application/json}",
        HTTP + "data: text\nlog_response: yes",
        SENSOR + "poke_interval: 30\ntimeout: 5m\nmode: reschedule\nresponse_check_lambda: 'lambda r: r.ok'",
        SENSOR + "response_check_name: check\nresponse_check_file: ${HERE}/steps.py",
        "operator: airflow.providers.standard.sensors.time_delta.TimeDeltaSensor\n"
        "delta: {__type__: datetime.timedelta, minutes: 5}",
    ],
)
def test_what_airflow_takes_is_accepted(codes, task):
    assert codes(task) == []


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (BASH + "bash_command: [echo]", ["DS307"]),
        (BASH + "bash_command: null", ["DS307"]),
        (BASH + "bash_command: echo\nenv: {A: 1, B: true}", ["DS307", "DS307"]),
        (BASH + "bash_command: echo\noutput_processor: steps.load", ["DS307"]),
        (BASH + "bash_command: echo\nappend_env: 1", ["DS307"]),
        (HTTP + "tcp_keep_alive_idle: many", ["DS307"]),
        (SENSOR + "mode: 5", ["DS308"]),
        (SENSOR + "success_check_lambda: 'lambda r: r'", ["DS305"]),
        (BASH + "bash_command: echo\nretry_delay_secs: 5", ["DS305"]),
        (BASH + "bash_command: echo\nzzz: 5", ["DS305"]),
        (BASH + "bash_command: echo\ntask_concurrency: 5", ["DS305"]),
        (
            "operator: airflow.providers.standard.operators.hitl.ApprovalOperator\nsubject: ok\noptions: [a]",
            ["DS305"],
        ),
    ],
)
def test_what_airflow_refuses_is_reported(codes, task, expected):
    assert [code if code not in {"DS106", "DS107"} else "DS305" for code in codes(task)] == expected


def test_a_wrong_value_behind_aliases_is_reported_where_it_is_written(check):
    found = check(
        f"""
        tasks:
          - {{task_id: one, {BASH.strip()}, bash_command: &command 5}}
          - {{task_id: two, {BASH.strip()}, bash_command: *command}}
        """
    )
    assert [(one.code, one.line) for one in found] == [("DS307", 7)]


def test_a_good_value_in_a_wrong_place_is_reported_at_its_use(check):
    found = check(
        f"""
        tasks:
          - {{task_id: one, {BASH.strip()}, bash_command: echo, append_env: &flag true}}
          - {{task_id: two, {BASH.strip()}, bash_command: *flag}}
        """
    )
    assert [(one.code, one.line) for one in found] == [("DS307", 8)]


def test_an_unset_variable_is_reported_once(codes):
    assert codes(BASH + "bash_command: echo\nappend_env: ${NOT_SET}") == ["DS012"]


def test_default_args_reach_the_operators(codes):
    assert codes(BASH, "default_args: {bash_command: echo}") == []
    assert codes(BASH + "bash_command: echo", "default_args: {http_conn_id: x}") == ["DS313"]
    assert codes("decorator: airflow.sdk.task\npython_callable: steps.load", "default_args: {path: x}") == []


def test_a_typo_of_what_every_task_takes_is_told_even_where_an_operator_may_take_anything(codes):
    assert codes("operator: no.Such", "default_args: {retrys: 1}") == ["DS313", "DS303"]


def test_an_old_key_in_default_args_is_no_typo(codes):
    assert codes(BASH + "bash_command: echo", "default_args: {retry_delay_secs: 1}") == ["DS107"]


def test_default_args_of_unknown_operators_are_left_alone(codes):
    assert codes("operator: no.Such", "default_args: {anything: 1}") == ["DS303"]


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("a@b.example", []),
        ("'A Name <a@b.example>'", []),
        ("a@b.example; c@d.example", []),
        ("[a@b.example, '{{ params.to }}']", []),
        ("ops@localhost", []),
        ("a b.example", ["DS311"]),
        ("[a@b.example, '']", ["DS311"]),
        ("a@b@c", ["DS311"]),
        ("a@b.example,", ["DS311"]),
    ],
)
def test_addresses(codes, to, expected):
    operator = "operator: airflow.providers.smtp.operators.smtp.EmailOperator\nsubject: x\nhtml_content: x\n"
    assert codes(f"{operator}to: {to}", "params: {to: a@b.example}") == expected
