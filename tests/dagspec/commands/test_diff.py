import json
import shutil

import pytest


@pytest.fixture
def changed(folder):
    shutil.copytree(folder / "dags" / "configs", folder / "before")
    spec = folder / "dags" / "configs" / "spec.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("retries: 2", "retries: 3"), encoding="utf-8")


def test_the_specs_as_they_are_now_are_the_new_side(dagspec, changed):
    assert dagspec("diff", "before") == (
        0,
        "DAG my.dag\n  ~ default_args.retries: 2 -> 3  (dags/configs/spec.yaml:8)\n",
        "",
    )


def test_changes_are_an_exit_code_when_asked_for(dagspec, changed):
    assert dagspec("diff", "before", "--exit-code").code == 1
    assert dagspec("diff", "before", "before", "--exit-code").code == 0


def test_json_is_for_programs(dagspec, changed):
    document = json.loads(dagspec("diff", "before", "--format", "json").out)
    assert (document["old"], document["new"]) == ("before", "dags/configs")
    assert document["changes"][0]["new"] == 3


def test_a_dag_in_another_file_has_moved(dagspec, folder):
    shutil.copytree(folder / "dags" / "configs", folder / "before")
    (folder / "before" / "spec.yaml").rename(folder / "before" / "old.yaml")
    assert "> DAG moved: old.yaml -> spec.yaml" in dagspec("diff", "before", "dags/configs").out


def test_two_files_with_different_names_are_one_file_changed(dagspec, changed, folder):
    (folder / "before" / "spec.yaml").rename(folder / "old.yaml")
    assert "moved" not in dagspec("diff", "old.yaml", "dags/configs/spec.yaml").out


def test_what_does_not_exist_is_wrong_usage(dagspec):
    assert dagspec("diff", "nowhere").code == 2


@pytest.mark.parametrize("broken", ["before", "dags/configs"])
def test_dags_of_a_file_that_cannot_be_read_are_neither_added_nor_removed(dagspec, folder, broken):
    (folder / "dags" / "configs" / "more.yaml").write_text("more: {tasks: {}}\n", encoding="utf-8")
    shutil.copytree(folder / "dags" / "configs", folder / "before")
    (folder / "dags" / "configs" / "more.yaml").write_text("less: {x: 1, tasks: {}}\n", encoding="utf-8")
    (folder / broken / "spec.yaml").write_text("my.dag: {\n", encoding="utf-8")
    done = dagspec("diff", "before")
    assert done.code == 2
    assert done.out.startswith(f"cannot be compared: {broken}/spec.yaml:1: ")
    assert "my.dag" not in done.out.replace("my.dag: {", "")
    assert "DAG removed" in done.out


def test_dags_below_defaults_that_cannot_be_read_are_left_out(dagspec, folder):
    shutil.copytree(folder / "dags" / "configs", folder / "before")
    (folder / "dags" / "configs" / "defaults.yml").write_text("default_args: [\n", encoding="utf-8")
    done = dagspec("diff", "before")
    assert (done.code, done.out.count("\n")) == (2, 1)
    assert "defaults.yml:1: " in done.out
