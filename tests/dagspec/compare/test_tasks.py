def test_a_task_is_added(told, old):
    extra = "    - {task_id: extra, operator: a.B, dependencies: [train]}\n"
    assert told(old, old + extra) == ["+ task extra added"]


def test_a_task_is_removed_with_its_edges(told, old):
    new = old.partition("    - task_id: report")[0]
    assert told(old, new) == ["- task report removed"]


def test_a_renamed_task_is_one_change_and_what_follows_from_it_is_none(told, old):
    new = old.replace("task_id: fetch", "task_id: download").replace("[fetch]", "[download]")
    new = new.replace("task_ids='fetch'", "task_ids='download'")
    assert told(old, new) == ["> task fetch renamed to download"]


def test_a_task_renamed_and_changed_is_still_recognised(told, old):
    new = (
        old.replace("task_id: train", "task_id: fit")
        .replace("[train]", "[fit]")
        .replace("seed: 42", "seed: 7")
    )
    assert told(old, new) == ["> task train renamed to fit", "~ fit: op_kwargs.seed: 42 -> 7"]


def test_another_task_under_another_name_is_not_a_rename(told, old):
    new = old.replace("task_id: report", "task_id: notify").replace("echo one", "mail -s done")
    new = new.replace("bash.BashOperator\n      bash_command: |", "empty.EmptyOperator\n      doc: |")
    assert told(old, new) == ["+ task notify added", "- task report removed"]


def test_dependencies_are_told_as_edges(told, old):
    new = old.replace("dependencies: [train]", "dependencies: [fetch]")
    assert told(old, new) == ["+ report now runs after fetch", "- report no longer runs after train"]


def test_a_removed_list_of_dependencies_is_a_removed_edge(told, old):
    assert told(old, old.replace("      dependencies: [train]\n", "")) == [
        "- report no longer runs after train"
    ]


def test_arguments_are_told_key_by_key_with_old_and_new(told, old):
    new = old.replace("seed: 42", "seed: 7, folds: 3").replace("retries: 3", "retries: 0")
    assert told(old, new) == [
        "~ train: op_kwargs.seed: 42 -> 7",
        "+ train: op_kwargs.folds = 3 (added)",
        "~ report: retries: 3 -> 0",
    ]


def test_a_removed_argument_shows_what_it_was(told, old):
    # The task now has what default_args say.
    assert told(old, old.replace("      retries: 3\n", "")) == ["~ report: retries: 3 -> 1"]


def test_the_lines_of_a_text_are_compared(told, old):
    found = told(old, old.replace("echo two", "echo three"))
    assert found[0] == "~ report: bash_command changed"
    assert found[2:] == ["echo one", "-echo two", "+echo three"]


def test_a_task_moves_between_groups(told, old):
    assert told(old, old.replace("      task_group_name: prepare\n", "")) == [
        "> task fetch moved out of group prepare"
    ]
    new = old.replace("    - task_id: train\n", "    - task_id: train\n      task_group_name: prepare\n")
    assert told(old, new) == ["> task train moved into group prepare"]


def test_groups_are_compared_too(told, old):
    assert told(old, old.replace("Gets the data", "Fetches")) == [
        "~ group prepare: tooltip: Gets the data -> Fetches"
    ]


def test_a_renamed_group_is_one_change(told, old):
    assert told(old, old.replace("prepare", "gather")) == ["> group prepare renamed to gather"]


def test_a_group_comes_and_goes(told, old):
    with_group = old.replace(
        "  tasks:\n", "    - {group_name: extra, dependencies: [prepare]}\n  tasks:\n", 1
    )
    assert told(old, with_group) == ["+ group extra added"]
    assert told(with_group, old) == ["- group extra removed"]


def test_a_group_gets_a_dependency_and_a_parent(told, old):
    first = old.replace("  tasks:\n", "    - group_name: extra\n  tasks:\n", 1)
    second = first.replace("group_name: extra", "group_name: extra\n      dependencies: [fetch]")
    third = first.replace("group_name: extra", "group_name: extra\n      parent_group_name: prepare")
    assert told(first, second) == ["+ extra now runs after fetch"]
    assert told(first, third) == ["> group extra moved into group prepare"]
