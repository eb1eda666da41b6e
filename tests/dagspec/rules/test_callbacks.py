import pytest

TASK = "operator: airflow.providers.standard.operators.empty.EmptyOperator\n"
SMTP = "airflow.providers.smtp.notifications.smtp.SmtpNotifier"

FORMS = [
    ("steps.tell", []),
    ("{callback: steps.tell}", []),
    ("{callback: steps.tell, channel: ops}", []),
    ("[steps.tell, {callback: steps.tell, channel: ops}]", []),
    ("{callback: steps.many, anything: 1}", []),
    (f"{{callback: {SMTP}, to: a@b.example, from_email: a@b.example}}", []),
    (f"{{callback: {SMTP}, to: [a], from_email: a@b.example}}", ["DS311"]),
    (f"{{callback: {SMTP}, too: a@b.example}}", ["DS404"]),
    ("steps.tel", ["DS401"]),
    ("{callback: steps.tel}", ["DS401"]),
    ("{callback: steps.tell, chanel: ops}", ["DS404"]),
    ("{callback: steps.tell, channel: 5}", ["DS407"]),
    ("{callback: steps.tell, context: x}", ["DS406"]),
    ("{callback: steps.total, rate: 1}", []),
    ("[steps.tell, {channel: ops}]", ["DS410"]),
    ("steps.only_named", ["DS410"]),
]


@pytest.mark.parametrize(("value", "expected"), FORMS)
def test_callbacks_of_a_task(codes, value, expected):
    assert codes(f"{TASK}on_failure_callback: {value}") == expected


@pytest.mark.parametrize(("value", "expected"), FORMS)
def test_callbacks_of_a_dag_and_its_default_args(codes, value, expected):
    assert codes(TASK, f"on_failure_callback: {value}") == expected
    assert codes(TASK, f"default_args: {{on_retry_callback: {value}}}") == expected


def test_callbacks_of_a_group(codes):
    group = "task_groups: [{group_name: g, default_args: {on_success_callback: steps.tel}}]"
    assert codes(f"{TASK}task_group_name: g", group) == ["DS401"]


@pytest.mark.parametrize(
    ("name", "file", "expected"),
    [
        ("tell", "${HERE}/steps.py", []),
        ("tel", "${HERE}/steps.py", ["DS401"]),
        ("only_named", "${HERE}/steps.py", ["DS410"]),
        ("tell", "steps.py", ["DS408"]),
    ],
)
def test_callbacks_of_a_file(codes, name, file, expected):
    keys = f"on_failure_callback_name: {name}\non_failure_callback_file: {file}"
    assert codes(TASK + keys) == expected


def test_a_merged_callback_is_reported_once(check):
    found = check(
        f"""
        tasks:
          - {{task_id: one, {TASK.strip()}, on_failure_callback: &tell {{callback: steps.tell, chanel: a}}}}
          - {{task_id: two, {TASK.strip()}, on_failure_callback: {{<<: *tell}}}}
          - {{task_id: three, {TASK.strip()}, on_failure_callback: *tell}}
        """
    )
    assert [one.code for one in found] == ["DS404"]
