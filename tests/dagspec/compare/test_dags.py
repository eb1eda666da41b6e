import pytest

NOTHING = ["no changes in terms of DAGs"]


def test_the_same_text_has_no_changes(told, old):
    assert told(old, old) == NOTHING


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  tags: [a, b]\n", "  tags: [b, a] # other order\n"),
        ("retry_delay: 5m", "retry_delay: 300"),
        ('"@daily"', '"0 0  * * *"'),
        ("{retries: 1, retry_delay: 5m}", "\n    retry_delay: 5m\n    retries: 1"),
        ("op_kwargs: {seed: 42, ", 'op_kwargs: {"seed": 42, '),
    ],
)
def test_what_means_the_same_is_no_change(told, old, before, after):
    assert before in old
    assert told(old, old.replace(before, after)) == NOTHING


def test_the_order_and_form_of_tasks_mean_nothing(told):
    as_list = "d: {tasks: [{task_id: a, operator: x.Y}, {task_id: b, operator: x.Z}]}"
    as_mapping = "d: {tasks: {b: {operator: x.Z}, a: {operator: x.Y}}}"
    assert told(as_list, as_mapping) == NOTHING


def test_a_schedule_change_comes_first(told, old):
    new = old.replace('"@daily"', '"@hourly"').replace("tags: [a, b]", "tags: [a]")
    assert told(old, new) == ["~ schedule: @daily -> @hourly", '~ tags: ["a", "b"] -> ["a"]']


def test_a_default_is_told_once_and_not_for_each_task(told, old):
    assert told(old, old.replace("retries: 1", "retries: 2")) == ["~ default_args.retries: 1 -> 2"]


def test_a_setting_that_moves_into_the_task_and_stays_the_same_is_told_as_a_default_only(told, old):
    before = old.replace("      retries: 3\n", "").replace("retries: 1", "retries: 3")
    after = old.replace("{retries: 1, retry_delay: 5m}", "{retry_delay: 5m}")
    assert told(before, after) == ["- default_args.retries = 3 (removed)"]


def test_types_are_told_apart(told, old):
    assert told(old, old.replace("seed: 42", 'seed: "42"')) == ['~ train: op_kwargs.seed: 42 -> "42"']


def test_dags_are_added_and_removed(told, old):
    other = "other: {schedule: null, tasks: [{task_id: x, operator: a.B}]}\n"
    assert told(old, other) == ["- DAG removed, 3 tasks", "+ DAG added, 1 task"]


def test_a_renamed_dag_is_one_change(told, old):
    assert told(old, old.replace("my_dag:", "our_dag:")) == ["> DAG renamed: my_dag -> our_dag"]


def test_the_default_block_and_environment_count(told):
    old = "default: {default_args: {retries: 1}}\nd: {schedule: '${WHEN:-@daily}', tasks: {}}\n"
    new = old.replace("retries: 1", "retries: 2").replace("@daily", "@weekly")
    assert told(old, new) == ["~ schedule: @daily -> @weekly", "~ default_args.retries: 1 -> 2"]


def test_a_file_that_cannot_be_read_is_told_and_the_rest_compared(told):
    assert told("d: {tasks: {}}\n", "d: [\n")[0].startswith("cannot be compared: ")
