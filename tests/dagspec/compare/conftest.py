"""Compares two texts as the command does."""

import itertools
from pathlib import Path

import pytest

from dagspec.compare.dags import changes
from dagspec.compare.shown import Comparison
from dagspec.compare.sides import side

OLD = """\
my_dag:
  schedule: "@daily"
  start_date: 2026-01-01
  tags: [a, b]
  default_args: {retries: 1, retry_delay: 5m}
  task_groups:
    - group_name: prepare
      tooltip: Gets the data
  tasks:
    - task_id: fetch
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: curl https://example.com/data
      task_group_name: prepare
    - task_id: train
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: shop.train
      op_kwargs: {seed: 42, data: "{{ ti.xcom_pull(task_ids='fetch') }}", password: hunter2}
      dependencies: [fetch]
    - task_id: report
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: |
        echo one
        echo two
      retries: 3
      dependencies: [train]
"""


@pytest.fixture
def compared(tmp_path: Path):
    numbers = itertools.count()

    def compare(old: str, new: str) -> Comparison:
        files = []
        for text in (old, new):
            folder = tmp_path / str(next(numbers))
            folder.mkdir()
            files.append(folder / "spec.yaml")
            files[-1].write_text(text, encoding="utf-8")
        with side(str(files[0]), files[0]) as before, side(str(files[1]), files[1]) as after:
            shared = dict.fromkeys((*before.files, *after.files), "spec.yaml")
            found = tuple(changes(before.dags, after.dags, shared))
            return Comparison("old", "new", found, (*before.unreadable, *after.unreadable), shared)

    return compare


@pytest.fixture
def told(compared):
    """The changes as lines of text, without their places."""
    from dagspec.compare.shown import text

    def tell(old: str, new: str) -> list[str]:
        lines = text(compared(old, new)).split("\n")
        return [line.partition("  (spec.yaml:")[0].strip() for line in lines if not line.startswith("DAG ")]

    return tell


@pytest.fixture
def old() -> str:
    return OLD
