"""What a person sees in an editor: completion, hover and squiggles, as yaml-language-server gives them."""

import pytest

HEAD = """\
my_dag:
  start_date: 2026-01-01
  tasks:
    - task_id: train
"""
PYTHON = HEAD + "      operator: airflow.providers.standard.operators.python.PythonOperator\n"
BASH = HEAD + "      operator: airflow.providers.standard.operators.bash.BashOperator\n"


def place(text: str, mark: str = "|") -> tuple[str, int, int]:
    """The text without its mark, and where the mark was."""
    before = text.partition(mark)[0]
    return text.replace(mark, "", 1), before.count("\n"), len(before) - before.rfind("\n") - 1


def labels(editor, text: str) -> list[str]:
    document, line, character = place(text)
    return [item["label"] for item in editor.complete(editor.open(document), line, character)]


def test_python_callable_is_completed_with_the_projects_functions(editor):
    found = labels(editor, PYTHON + "      python_callable: |\n")
    assert {"pipeline_tasks.train.train_model", "pipeline_tasks.load.load_data"} <= set(found)


def test_a_function_that_no_spec_can_call_is_not_offered(editor):
    assert "pipeline_tasks.storage.write_bytes" not in labels(editor, PYTHON + "      python_callable: |\n")


def test_an_operators_parameters_are_completed(editor):
    found = labels(editor, BASH + "      |\n")
    assert {"bash_command", "append_env", "skip_on_exit_code"} <= set(found)


def test_the_arguments_of_the_chosen_function_are_completed(editor):
    text = PYTHON + "      python_callable: pipeline_tasks.train.train_model\n      op_kwargs:\n        |\n"
    assert {"regularization", "seed", "solver"} <= set(labels(editor, text))


def test_trigger_rules_are_completed(editor):
    assert {"all_done", "one_failed", "all_success"} <= set(labels(editor, BASH + "      trigger_rule: |\n"))


def test_operators_are_completed(editor):
    found = labels(editor, HEAD + "      operator: |\n")
    assert "airflow.providers.smtp.operators.smtp.EmailOperator" in found


def test_hover_explains_a_parameter(editor):
    document, line, character = place(BASH + "      bash_com|mand: echo\n")
    assert "The command, set of commands" in editor.hover(editor.open(document), line, character)


def test_hover_explains_the_chosen_function_and_no_other(editor):
    document, line, character = place(PYTHON + "      python_callable: pipeline_tasks.train.train|_model\n")
    shown = editor.hover(editor.open(document), line, character)
    assert "Fit the model" in shown
    assert "load_data" not in shown


def test_hover_explains_an_argument_of_a_function(editor):
    text = PYTHON + (
        "      python_callable: pipeline_tasks.train.train_model\n"
        "      op_kwargs:\n        regular|ization: 1.0\n"
    )
    document, line, character = place(text)
    assert "smaller is simpler" in editor.hover(editor.open(document), line, character)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (BASH + "      bash_comand: echo\n", "bash_comand"),
        (BASH + "      bash_command: echo\n      python_callable: a.b\n", "python_callable"),
        (PYTHON + "      python_callable: pipeline_tasks.train.train_modle\n", "train_modle"),
        (BASH + "      bash_command: echo\n      trigger_rule: all_dne\n", "all_dne"),
        (
            PYTHON + "      python_callable: pipeline_tasks.finish.finish_run\n      op_kwargs:\n"
            "        states: x\n        best_efort: []\n",
            "best_efort",
        ),
        (HEAD.replace("start_date", "start_dat"), "start_dat"),
    ],
)
def test_a_typo_is_underlined_where_it_stands(editor, text, word):
    problems = editor.problems(editor.open(text))
    line = next(number for number, written in enumerate(text.split("\n")) if word in written)
    assert line in [problem["range"]["start"]["line"] for problem in problems]


def test_the_shipped_spec_has_nothing_underlined(editor, project):
    text = (project / "dags" / "configs" / "ml_pipeline_advertising.yaml").read_text(encoding="utf-8")
    # Its first line names the schema of the format; here the project's own schema is what counts.
    assert editor.problems(editor.open(text.partition("\n")[2])) == []


def test_what_is_filled_in_later_is_not_underlined(editor):
    text = BASH + '      bash_command: echo\n      retries: ${N:-1}\n      append_env: "{{ x }}"\n'
    assert editor.problems(editor.open(text)) == []
