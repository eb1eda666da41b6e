"""What is remembered of a spec is what a fresh look would find, and is forgotten when anything changes."""

import pickle
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from dagspec import examine, stamp
from dagspec.examine import Examiner
from dagspec.memory import Memory, _checksum
from dagspec.project import context

TODAY = date(2026, 6, 1)
SPEC = """\
shop:
  schedule: ["s3://shop/orders"]
  start_date: 2026-01-01
  description: in ${REGION:-the north}
  tasks:
    - task_id: sell
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: remembered_shop.sell
      op_kwargs: {price: 1}
      outlets: ["s3://shop/sales"]
    - task_id: wait
      operator: airflow.providers.standard.sensors.external_task.ExternalTaskSensor
      external_dag_id: other
      external_task_id: done
    - task_id: show
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: commands/show.sh
"""


INDENT = " " * 6
BASH = "operator: airflow.providers.standard.operators.bash.BashOperator"
PYTHON = "operator: airflow.providers.standard.operators.python.PythonOperator"
NAMING = """\
shop:
  schedule: null
  start_date: 2026-01-01
  template_searchpath: [{folder}/found]
  tasks:
    - task_id: sell
      {lines}
"""
PLUGGED = """\
from airflow.sdk import BaseOperator


class Own(BaseOperator):
    def __init__(self, size=1, **kwargs): ...
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "commands").mkdir()
    (tmp_path / "found").mkdir()
    (tmp_path / "commands" / "show.sh").write_text("echo {{ ds }}")
    (tmp_path / "remembered_shop.py").write_text("def sell(price): ...\n")
    (tmp_path / "shop.yaml").write_text(SPEC)
    return tmp_path


@pytest.fixture
def look(folder, monkeypatch):
    """Examine the spec anew in a fresh process, as far as memory can tell; count the real looks."""
    looks = []
    really = Examiner._look
    monkeypatch.setattr(
        Examiner, "_look", lambda self, files, data: looks.append(files) or really(self, files, data)
    )

    def examine_it(variables=None, today=TODAY, memory=None):
        for kept in (stamp.of_code, stamp.of_beside):
            kept.cache_clear()
        looks.clear()
        world = context(folder, variables or {}, today)
        with closing(memory or Memory(folder / "memory")) as kept:
            found = Examiner(world, kept).examine(folder / "shop.yaml", folder)
        return found, len(looks)

    return examine_it


def test_an_unchanged_spec_is_remembered_whole(look):
    first, fresh = look()
    second, again = look()
    assert (fresh, again) == (1, 0)
    assert first == second
    assert second.dags[0].settings["start_date"] == date(2026, 1, 1)
    assert second.summary.targets[0].dag.name == "other"


def test_a_finding_is_remembered_with_its_fix(look, folder):
    (folder / "shop.yaml").write_text(SPEC.replace("schedule:", "schedul:"))
    look()
    found, looks = look()
    assert looks == 0
    (finding,) = found.diagnostics
    assert (finding.code, finding.severity, finding.fix.new) == ("DS101", "error", "schedule")


def change_spec(folder):
    (folder / "shop.yaml").write_text(SPEC + "# more\n")


def change_function(folder):
    (folder / "remembered_shop.py").write_text("def sell(cost): ...\n")


def change_template(folder):
    (folder / "commands" / "show.sh").write_text("echo {{ nothing }}")


def add_template(folder):
    (folder / "commands" / "included.sh").write_text("echo")


def remove_function(folder):
    (folder / "remembered_shop.py").unlink()


def add_defaults(folder):
    (folder / "defaults.yml").write_text("max_active_runs: 1\n")


@pytest.mark.parametrize(
    "change", [change_spec, change_function, change_template, add_template, remove_function, add_defaults]
)
def test_a_change_of_what_it_depends_on_is_seen(look, folder, change):
    look()
    change(folder)
    assert look()[1] == 1


@pytest.mark.parametrize(
    ("spec", "file", "before", "after"),
    [
        (f"{BASH}; bash_command: my run.sh", "my run.sh", "echo", "echo {{ nothing }}"),
        (f"{BASH}; bash_command: ${{SUB:-x}}/run.sh", "sql/run.sh", "echo", "echo {{ nothing }}"),
        (f"{BASH}; bash_command: run.sh", "found/run.sh", "echo", "echo {{ nothing }}"),
        (
            f"{PYTHON}; python_callable_name: f; python_callable_file: ${{HERE}}/of_file.py",
            "of_file.py",
            "def f(): ...",
            "def g(): ...",
        ),
        (f"{PYTHON}; python_callable: ${{MODULE}}.f", "of_module.py", "def f(): ...", "def g(): ..."),
        ("operator: plugged.Own", "plugins/plugged.py", PLUGGED, PLUGGED.replace("size=1", "size")),
    ],
)
def test_whatever_names_a_file_its_change_is_seen(
    look, folder, spec, file, before, after, tmp_path_factory, monkeypatch
):
    monkeypatch.setattr("dagspec.catalogue.catalogue.LOOK_AGAIN", -1)  # as another process does
    memory = tmp_path_factory.mktemp("kept") / "memory"
    variables = {"SUB": "sql", "HERE": str(folder), "MODULE": "of_module", "AIRFLOW_HOME": str(folder)}
    (folder / "shop.yaml").write_text(NAMING.format(folder=folder, lines=spec.replace("; ", f"\n{INDENT}")))
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(before)
    assert look(variables, memory=Memory(memory))[0].diagnostics == ()
    assert look(variables, memory=Memory(memory))[1] == 0
    (folder / file).write_text(after)
    found, looks = look(variables, memory=Memory(memory))
    assert (looks, len(found.diagnostics)) == (1, 1)


def test_a_variable_that_says_none_is_not_one_that_is_not_set(look, folder):
    (folder / "shop.yaml").write_text(SPEC.replace("${REGION:-the north}", "${REGION}"))
    assert look({"REGION": "None"})[0].diagnostics == ()
    assert [found.code for found in look()[0].diagnostics] == ["DS012"]


def test_a_variable_counts_only_when_the_spec_asks_for_it(look):
    look({"REGION": "south"})
    assert look({"REGION": "south", "OTHER": "x"})[1] == 0
    assert look({"REGION": "west"})[1] == 1


def test_another_day_is_another_look(look):
    look()
    assert look(today=date(2026, 6, 2))[1] == 1


def test_another_version_is_another_look(look, monkeypatch):
    look()
    monkeypatch.setattr(stamp, "of_versions", lambda: "another")
    assert look()[1] == 1


class Trap:
    """What a tampered entry would do when it is read without care."""

    def __reduce__(self):
        return Path.touch, (Path("trapped"),)


def tamper(file, data):
    """Put other data into the only entry, with a checksum that fits."""
    with closing(sqlite3.connect(file)) as database, database:
        [(name, key)] = database.execute("SELECT name, key FROM specs").fetchall()
        database.execute("UPDATE specs SET entry = ?, checksum = ?", (data, _checksum(name, key, data)))


@pytest.mark.parametrize("data", [b"", b"no pickle", pickle.dumps(Trap())], ids=["empty", "text", "code"])
def test_a_damaged_entry_is_not_believed_and_runs_nothing(look, folder, data, monkeypatch):
    monkeypatch.chdir(folder)
    first, _ = look()
    tamper(folder / "memory", data)
    found, looks = look()
    assert looks == 1
    assert found == first
    assert not (folder / "trapped").exists()
    assert look() == (first, 0)


@pytest.mark.parametrize("column", ["entry", "key", "name"])
def test_an_entry_without_its_checksum_is_not_believed(look, folder, column):
    first, _ = look()
    with closing(sqlite3.connect(folder / "memory")) as database, database:
        database.execute(f"UPDATE specs SET {column} = {column} || 'x'")  # noqa: S608  no input of anybody
    assert look() == (first, 1)


@pytest.mark.parametrize("begin", [b"no database" * 100, b"SQLite format 3\0" + b"x" * 5000, b""])
def test_a_damaged_file_is_made_anew(look, folder, begin):
    first, _ = look()
    (folder / "memory").write_bytes(begin)
    assert look() == (first, 1)
    look()
    assert look() == (first, 0)


def test_a_damaged_table_is_made_anew(look, folder):
    first, _ = look()
    whole = (folder / "memory").read_bytes()
    start = whole.index(b"CREATE TABLE")
    for place in range(start - 12, start + 100):
        (folder / "memory").write_bytes(whole[:place] + b"\xb7" + whole[place + 1 :])
        assert look()[0] == first
        look()
        assert look() == (first, 0)


def test_a_table_of_another_form_is_made_anew(look, folder):
    with closing(sqlite3.connect(folder / "memory")) as database:
        database.execute("CREATE TABLE specs (other)")
    first, _ = look()
    look()
    assert look() == (first, 0)


def test_an_entry_of_another_form_is_looked_at_again(look, folder):
    first, _ = look()
    tamper(folder / "memory", pickle.dumps({"name": 1}))
    assert look() == (first, 1)


def test_a_file_that_is_cut_short_is_not_believed(look, folder):
    first, _ = look()
    whole = (folder / "memory").read_bytes()
    for length in range(100, len(whole), 1500):
        (folder / "memory").write_bytes(whole[:length])
        assert look()[0] == first


def test_a_file_that_another_process_writes_is_done_without(look, folder):
    first, _ = look()
    with closing(sqlite3.connect(folder / "memory")) as other, other:
        other.execute("BEGIN EXCLUSIVE")
        assert look() == (first, 1)
    assert look() == (first, 0)


def test_a_folder_that_cannot_be_written_is_no_fault(look, folder):
    memory = Memory(folder / "shop.yaml" / "below a file")
    assert look(memory=memory)[1] == 1
    assert look(memory=memory)[1] == 1


def test_what_is_kept_is_nobody_elses_business(look, folder):
    look(memory=Memory(folder / "kept" / "memory"))
    assert (folder / "kept").stat().st_mode & 0o777 == 0o700
    assert (folder / "kept" / "memory").stat().st_mode & 0o777 == 0o600


def test_much_is_written_before_the_end(folder):
    with closing(Memory(folder / "memory")) as memory:
        for number in range(150):
            memory.keep(f"{number}", "key", number)
        with closing(Memory(folder / "memory")) as other:
            assert [other.recall(f"{number}", "key") for number in (0, 99, 100)] == [0, 99, None]
    with closing(Memory(folder / "memory")) as other:
        assert other.recall("149", "key") == 149


def test_a_file_that_cannot_be_read_is_looked_at_and_not_kept(look, folder):
    (folder / "shop.yaml").unlink()
    found, _ = look()
    assert [each.code for each in found.diagnostics] == ["DS001"]
    assert not (folder / "memory").exists()


def test_no_more_findings_of_a_kind_than_anybody_reads(folder):
    (folder / "shop.yaml").write_text(
        "shop:\n" + "".join(f"  unknown_{number}: 1\n" for number in range(300))
    )
    found = Examiner(context(folder, {}, TODAY)).examine(folder / "shop.yaml", folder)
    assert sum(each.code == "DS101" for each in found.diagnostics) == examine.MOST
