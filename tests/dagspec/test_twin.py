"""Of a file that is the twin of another, only what is new is looked at, and nothing else is found."""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from benchmarks.workload.order import reorder
from dagspec.examine import Examiner, check_source, check_spec, settings_of
from dagspec.project import context, load
from dagspec.summary import summarise
from dagspec.twin import Twins
from tests.dagspec.variants import (
    NAMES,
    PROJECT,
    SPECS,
    with_other_lines,
    with_other_values,
    with_other_words,
)

TODAY = date(2026, 6, 1)
SPEC = """\
{name}:
  start_date: 2026-01-01
  schedule: null
  tasks:
    - task_id: work
      operator: airflow.providers.standard.operators.bash.BashOperator
      env:
        WORD: {command}
      bash_command: echo $WORD
"""
TWO_CALLS = """\
{}:
  start_date: 2026-01-01
  schedule: null
  tasks:
    - task_id: one
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: counted.one
      op_kwargs: {{to: {}}}
    - task_id: two
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: counted.two
      op_kwargs: {{to: {}}}
"""
TAKES_ONE = "{task_id: two, decorator: airflow.sdk.task, python_callable: counted.count, to: +one}"
TWO_TASKS = """\
{}:
  start_date: 2026-01-01
  schedule: null
  default_args: {{owner: me}}
  tasks:
    - {}
    - {}
"""
DECORATED = """\
{name}:
  start_date: 2026-01-01
  schedule: null
  default_args: {{owner: me}}
  tasks:
    - task_id: work
      decorator: airflow.sdk.task
      python_callable: counted.count
      {key}: {value}
"""
INHERITING = """\
{name}:
  start_date: 2026-01-01
  schedule: null
  default_args: {{owner: me, bash_command: echo}}
  tasks:
    - task_id: one
      operator: airflow.providers.standard.operators.bash.BashOperator
shop:
  start_date: 2026-01-01
  schedule: null
  tasks:
    - task_id: work
      operator: airflow.providers.standard.operators.bash.BashOperator
"""


def read(twins, text, name="y.yaml"):
    return twins.read(text.encode(), Path(name))


def news_of(first, second):
    """Return what is new in the second text since the first; None when it is no twin."""
    twins = Twins(NAMES)
    model = read(twins, first)
    twins.remember(model)
    return twins.news(read(twins, second))


def look_alone(file, folder):
    """Return what is found in a file that is read by itself: findings, summary, settings."""
    project = load([file], NAMES, TODAY, folder)
    [spec] = project.specs
    found = {diagnostic for source in project.sources.values() for diagnostic in check_source(source)}
    found.update(check_spec(spec, project.context))
    return tuple(sorted(found)), summarise(spec), tuple(settings_of(dag) for dag in spec.dags)


def changed(text, chance, number):
    """Return a spec like another: mostly with other values, in the same order or another one."""
    base = reorder(text, chance) if number % 2 else text
    change = (with_other_values, with_other_values, with_other_words, with_other_lines)[number // 2 % 4]
    return change(base, chance)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_what_is_found_in_a_twin_is_what_is_found_in_it_alone(path, tmp_path):
    text, chance = path.read_text("utf-8"), random.Random(path.name)  # noqa: S311  no secret
    shutil.copytree(path.parent, tmp_path, dirs_exist_ok=True)
    shutil.copytree(PROJECT / "dags/templates", tmp_path / "templates")
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    assert not examiner.examine(tmp_path / path.name, tmp_path).diagnostics
    for number in range(80):
        other = tmp_path / f"other-{number}.yaml"
        other.write_text(changed(text, chance, number) if number else reorder(text, chance), "utf-8")
        found = examiner.examine(other, tmp_path)
        assert (found.diagnostics, found.summary, found.dags) == look_alone(other, tmp_path)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_in_the_same_spec_in_another_order_nothing_is_new_but_its_names(path):
    text, chance = path.read_text("utf-8"), random.Random(1)  # noqa: S311  no secret
    twins = Twins(NAMES)
    twins.remember(read(twins, reorder(text, chance)))
    other = read(twins, reorder(text, chance))
    news = twins.news(other)
    assert news.own == {id(pair) for pair in other.root}
    assert not news.is_in_order


@pytest.mark.parametrize(
    ("first", "second", "new"),
    [
        ("a:\n  b: 1\n  c: 2\n", "a:\n  c: 2\n  b: 1\n", []),
        ("a:\n  b: 1\n", "other:\n  b: 1\n", []),
        ("a:\n  b: 1\n", "a:\n  b: '1'\n", ["b"]),
        ("a:\n  b: 1\n", "a:\n  b: 1.0\n", ["b"]),
        ("a:\n  b: true\n", "a:\n  b: 1\n", ["b"]),
        ("a:\n  schedule: '@daily'\n", "a:\n  schedule:   '@daily'\n", []),
        ("a:\n  schedule: '@daily'\n", "a:\n  schedule: '@weekly'\n", ["schedule"]),
        ("a:\n  b: {c: [1, 2], d: x}\n", "a:\n  b: {d: x, c: [1, 3]}\n", ["b"]),
        ("a:\n  tasks:\n  - {task_id: x}\n", "a:\n  tasks:\n  - task_id: x\n", []),
        (
            "a:\n  tasks:\n  - {task_id: x, b: 1}\n  - {task_id: y, b: 2}\n",
            "a:\n  tasks:\n  - {task_id: y, b: 2}\n  - {b: 3, task_id: x}\n",
            ["tasks"],
        ),
    ],
)
def test_what_is_new_in_a_dag(first, second, new):
    twins = Twins(NAMES)
    twins.remember(read(twins, first))
    other = read(twins, second)
    [dag] = other.root
    own = twins.news(other).own
    assert [pair.key.value for pair in dag.value if id(pair) in own] == new


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a:\n  b: 1\n", "a:\n  b: 1\n  c: 2\n"),
        ("a:\n  b: 1\n", "a:\n  b: [1]\n"),
        ("a:\n  b: [1]\n", "a:\n  b: [1, 2]\n"),
        ("a:\n  b: {c: 1}\n", "a:\n  b: {d: 1}\n"),
        ("a:\n  b: {1: x}\n", "a:\n  b: {true: x}\n"),
        ("a:\n  b: '{{ x }}'\n", "a:\n  b: x\n"),
        ("a:\n  b: x\n", "a:\n  b: '{{ x }}'\n"),
        ("default:\n  b: 1\nc:\n  d: 1\n", "other:\n  b: 1\nc:\n  d: 1\n"),
        ("other:\n  b: 1\nc:\n  d: 1\n", "default:\n  b: 1\nc:\n  d: 1\n"),
        ("a:\n  b: 1\nc:\n  b: 1\n", "a:\n  b: 1\n"),
        ("a:\n  tasks:\n  - task_id: x\n", "a:\n  tasks:\n  - task_id: z\n"),
        ("a:\n  tasks: {x: {b: 1}}\n", "a:\n  tasks: [{task_id: x, b: 1}]\n"),
        (
            "a:\n  tasks:\n  - {task_id: x}\n  - {task_id: y}\n",
            "a:\n  tasks:\n  - {task_id: x}\n  - {task_id: y}\n  - {task_id: x}\n",
        ),
        ("a:\n  tasks:\n  - {b: 1}\n", "a:\n  tasks:\n  - {b: 1}\n  - {b: 1}\n"),
        ("a:\n  tasks:\n  - {task_id: x}\n", "a:\n  tasks:\n  - {task_id: x}\n  - y\n"),
        (
            "a:\n  tasks:\n  - {task_id: x}\nb:\n  tasks:\n  - {task_id: y}\n",
            "a:\n  tasks:\n  - {task_id: y}\nb:\n  tasks:\n  - {task_id: x}\n",
        ),
    ],
)
def test_what_differs_in_another_way_is_no_twin(first, second):
    assert news_of(first, second) is None


def test_a_value_that_is_common_elsewhere_is_new_where_it_was_not(tmp_path):
    """Both tasks have words of the model, but one has that of the other task."""
    (tmp_path / "counted.py").write_text("def one(to: int): ...\ndef two(to: str): ...\n")
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    found = []
    for name, values in (("good", ("1", "x")), ("bad", ("x", "x"))):
        file = tmp_path / f"{name}.yaml"
        file.write_text(TWO_CALLS.format(name, *values))
        found.append([(each.code, each.line) for each in examiner.examine(file, tmp_path).diagnostics])
    assert found == [[], [("DS407", 8)]]


def test_a_reference_to_a_task_that_now_comes_later_is_found(tmp_path):
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    one, two = "{task_id: one, decorator: airflow.sdk.task, python_callable: counted.count}", TAKES_ONE
    (tmp_path / "counted.py").write_text("def count(to=None): ...\n")
    found = []
    for name, tasks in (("good", (one, two)), ("bad", (two, one))):
        file = tmp_path / f"{name}.yaml"
        file.write_text(TWO_TASKS.format(name, *tasks))
        found.append([each.code for each in examiner.examine(file, tmp_path).diagnostics])
    assert found == [[], ["DS510"]]


def test_a_variable_that_the_shell_does_not_see_is_found_in_each_twin(tmp_path):
    examiner = Examiner(context(tmp_path, {**NAMES, "CITY": "Utrecht"}, TODAY))
    found = []
    for name, command in (("a", "echo ${X:-1}"), ("b", "echo ${CITY}"), ("longer", "echo ${CITY}")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(SPEC.format(name=name, command=command).replace("echo $WORD", command))
        found.append(
            [(each.code, each.line, each.file) for each in examiner.examine(file, tmp_path).diagnostics]
        )
    assert found[0] == []
    assert [[(code, line) for code, line, _ in each] for each in found[1:]] == [[("DS807", 9)]] * 2
    assert found[2][0][2] == (tmp_path / "longer.yaml").as_posix()


def test_a_finding_in_a_twin_has_the_name_and_the_place_of_its_own_file(tmp_path):
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    found = {}
    for name, command in (("one", "echo"), ("two", "date"), ("bad", "AKIAIOSFODNN7EXAMPLE")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(SPEC.format(name=name, command=command))
        found[name] = examiner.examine(file, tmp_path)
    assert found["one"].diagnostics == found["two"].diagnostics == ()
    assert found["two"].summary.dags[0].dag.place.file == (tmp_path / "two.yaml").as_posix()
    assert list(found["two"].texts) == [found["two"].name]
    [finding] = found["bad"].diagnostics
    assert (finding.file, finding.line) == ((tmp_path / "bad.yaml").as_posix(), 8)


@pytest.mark.parametrize(
    ("key", "values", "wrong"),
    [("to", ("1", "2", "3"), "four"), ("env", ("{A: 1}", "{A: 2}", "{A: 3}"), "{A: x}")],
)
def test_a_key_that_is_an_argument_of_a_function_is_looked_at_in_each_twin(tmp_path, key, values, wrong):
    (tmp_path / "counted.py").write_text("def count(to: int = 0, env: dict[str, int] | None = None): ...\n")
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    found = []
    for number, value in enumerate((*values, wrong)):
        file = tmp_path / f"{number}.yaml"
        file.write_text(DECORATED.format(name=f"shop_{number}", key=key, value=value))
        found.append([each.code for each in examiner.examine(file, tmp_path).diagnostics])
    assert found == [[], [], [], ["DS407"]]


def test_what_dags_inherit_is_not_the_name_of_one(tmp_path):
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    found = {}
    for name in ("default", "extra"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(INHERITING.format(name=name))
        found[name] = [each.code for each in examiner.examine(file, tmp_path).diagnostics]
    assert found == {"default": [], "extra": ["DS306"]}
