"""Several processes find what one finds, in the same order, and one that dies is told."""

import os
from datetime import date

import pytest

from dagspec import workers
from dagspec.__main__ import FAULT, FOUND, main
from dagspec.check import MANY, check_paths
from dagspec.examine import Examiner

TODAY = date(2026, 6, 1)
TASKS = """\
  tasks:
    - task_id: only
      operator: airflow.providers.standard.operators.empty.EmptyOperator
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Many specs, each fifth one with a typo, and the ids of the first two alike."""
    monkeypatch.setenv("DAGSPEC_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    for number in range(MANY):
        key = "schedul" if number % 5 == 0 else "schedule"
        name = f"spec_{max(number, 1)}"
        (tmp_path / f"{number:03}.yaml").write_text(f"{name}:\n  {key}: null\n{TASKS}")
    return tmp_path


@pytest.fixture
def dies(monkeypatch):
    """Each process but this one dies of its first spec."""
    own, really = os.getpid(), Examiner.examine
    monkeypatch.setattr(
        Examiner,
        "examine",
        lambda self, *asked: really(self, *asked) if os.getpid() == own else os._exit(1),
    )


def test_several_processes_find_what_one_finds(folder):
    alone = check_paths([folder], {}, TODAY)
    assert {found.code for found in alone.diagnostics} == {"DS101", "DS701"}
    for _ in range(2):  # new, and remembered
        assert check_paths([folder], {}, TODAY, may_fork=True) == alone


def test_the_others_take_part(folder, dies):
    with pytest.raises(workers.BrokenProcessPool):
        check_paths([folder], {}, TODAY, may_fork=True)


def test_a_process_that_dies_is_a_fault_and_no_report(folder, dies, capsys):
    assert main(["check", str(folder)]) == FAULT
    told = capsys.readouterr()
    assert told.out == ""
    assert "a fault of dagspec itself: BrokenProcessPool" in told.err


def test_few_files_are_examined_by_this_process_alone(folder, dies):
    (folder / "000.yaml").unlink()
    assert len(check_paths([folder], {}, TODAY, may_fork=True).texts) == MANY - 1


def test_who_does_not_ask_for_it_does_not_fork(folder, dies):
    assert len(check_paths([folder], {}, TODAY).texts) == MANY


def test_one_processor_has_no_help(folder, dies, monkeypatch):
    monkeypatch.setattr(workers, "_processors", lambda: 1)
    assert main(["check", str(folder)]) == FOUND
