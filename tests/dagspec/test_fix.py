import random
import re
from datetime import date
from pathlib import Path

import pytest

from dagspec.check import check_project
from dagspec.fix import FileChangedError, changed, fixed, with_texts, write
from dagspec.project import load

BROKEN = """\
# a comment at the top
my_dag:
  schedule_interval: '@daily'   # kept
  start_date: 2026-01-01
  catchup: false

  default_args: {retrys: 2}
  tasks:
    - task_id: first
      operator: airflow.operators.bash.BashOperator
      bash_comand: "echo {{ dss }}"
      triger_rule: "all_dne"
    - {task_id: second, operator: airflow.providers.standard.operators.empty.EmptyOperator,
       dependencies: [fist]}
"""
RIGHT = """\
# a comment at the top
my_dag:
  schedule: '@daily'   # kept
  start_date: 2026-01-01
  catchup: false

  default_args: {retries: 2}
  tasks:
    - task_id: first
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: "echo {{ ds }}"
      trigger_rule: "all_done"
    - {task_id: second, operator: airflow.providers.standard.operators.empty.EmptyOperator,
       dependencies: [first]}
"""


@pytest.fixture
def spec(tmp_path) -> Path:
    file = tmp_path / "configs" / "spec.yaml"
    file.parent.mkdir()
    file.write_bytes(BROKEN.encode())
    return file


def read(file: Path):
    return load([file], {}, date(2026, 11, 1))


def fix(file: Path) -> str:
    before = read(file)
    for each in changed(before, fixed(before)):
        write(each)
    return file.read_bytes().decode()


def test_everything_with_one_right_answer_is_fixed_and_the_layout_stays(spec):
    assert fix(spec) == RIGHT


def test_what_was_fixed_passes_the_check(spec):
    fix(spec)
    assert check_project(read(spec)).errors == 0


def test_fixing_twice_changes_nothing_more(spec):
    once = fix(spec)
    assert fix(spec) == once
    assert changed(read(spec), fixed(read(spec))) == ()


def test_line_endings_and_byte_order_mark_stay(spec):
    spec.write_bytes(b"\xef\xbb\xbf" + BROKEN.replace("\n", "\r\n").encode())
    fix(spec)
    assert spec.read_bytes() == b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode()


def test_the_mode_of_the_file_stays(spec):
    spec.chmod(0o640)
    fix(spec)
    assert spec.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(spec, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(spec)
    fix(link)
    assert link.is_symlink()
    assert spec.read_bytes().decode() == RIGHT


def test_a_fix_that_would_make_a_key_appear_twice_is_not_made(spec):
    text = RIGHT.replace("retries: 2", "retries: 2, retrys: 1")
    spec.write_text(text, encoding="utf-8")
    assert fix(spec) == text


def test_beside_a_fix_that_cannot_be_made_the_others_are(spec):
    spec.write_text(BROKEN.replace("retrys: 2", "retries: 2, retrys: 1"), encoding="utf-8")
    assert "retrys: 1" in fix(spec)
    assert "bash_command" in spec.read_text(encoding="utf-8")


def test_a_name_that_two_others_are_near_to_is_left_to_the_author(spec):
    tasks = RIGHT.replace("task_id: first", "task_id: load_a").replace("[first]", "[load_x]")
    empty = "airflow.providers.standard.operators.empty.EmptyOperator"
    text = f"{tasks}    - {{task_id: load_b, operator: {empty}}}\n"
    spec.write_text(text, encoding="utf-8")
    assert fix(spec) == text


def test_a_task_whose_definition_is_misspelled_is_left_to_the_author(spec):
    # Three places call it 'first', only its definition does not: the author will know which is right.
    text = RIGHT.replace("task_id: first", "task_id: frist").replace(
        "{{ ds }}", "{{ ti.xcom_pull(task_ids='first') }} {{ ti.xcom_pull(task_ids='first') }}"
    )
    spec.write_text(text, encoding="utf-8")
    assert fix(spec) == text


def test_an_alias_is_fixed(spec):
    text = RIGHT.replace("'@daily'", "&when '@daily'").replace("{retries: 2}", "{retries: 2, doc: *when}")
    spec.write_text(text.replace("*when", "*whn"), encoding="utf-8")
    assert fix(spec) == text


def test_an_ignored_finding_is_not_fixed(spec):
    line = "  schedule_interval: '@daily' # dagspec: ignore[DS106] for an old Airflow"
    spec.write_text(RIGHT.replace("  schedule: '@daily'   # kept", line), encoding="utf-8")
    assert "schedule_interval" in fix(spec)


def test_a_file_that_changed_meanwhile_is_not_written_over(spec):
    before = read(spec)
    (file,) = changed(before, fixed(before))
    spec.write_text("mine\n", encoding="utf-8")
    with pytest.raises(FileChangedError):
        write(file)
    assert spec.read_text(encoding="utf-8") == "mine\n"


def test_nothing_is_left_beside_the_file(spec):
    fix(spec)
    assert [file.name for file in spec.parent.iterdir()] == ["spec.yaml"]


def test_a_shared_defaults_file_is_fixed_too(spec):
    defaults = spec.parent / "defaults.yml"
    defaults.write_text("catchp: true # kept\n", encoding="utf-8")
    fix(spec)
    assert defaults.read_text(encoding="utf-8") == "catchup: true # kept\n"


SHIPPED = Path(__file__).parents[2] / "dags" / "configs" / "ml_pipeline_advertising.yaml"
WORD = re.compile(r"(?<![\w.$#{])[a-z_][\w.]{3,}(?=:| *$|[\],])", re.MULTILINE)


@pytest.mark.parametrize("seed", range(40))
def test_a_random_typo_in_the_shipped_spec_is_undone_or_left_alone(seed):
    """Never a third text: what is written is what stood there before."""
    draw = random.Random(seed)  # noqa: S311  the same typos every time
    text = SHIPPED.read_text(encoding="utf-8")
    project = load([SHIPPED], {}, date(2026, 11, 1))
    name = SHIPPED.as_posix()
    word = draw.choice([found for found in WORD.finditer(text) if f"task_id: {found[0]}" not in text])
    place = word.start() + draw.randrange(1, len(word[0]) - 1)
    typo = text[:place] + draw.choice(["", "x", text[place] * 2]) + text[place + 1 :]
    assert fixed(with_texts(project, {name: typo})).sources[name].text in (text, typo)
