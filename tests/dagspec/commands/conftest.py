"""Runs commands as a person does, in a folder of its own."""

from pathlib import Path
from typing import NamedTuple

import pytest

from dagspec.__main__ import main

SPEC = """\
default:
  default_args: {owner: data-team}
my.dag:
  schedule: ${SCHEDULE:-@daily}
  start_date: 2026-01-01
  catchup: false
  default_args:
    retries: 2
    retry_delay: 90s
  tasks:
    - task_id: first
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo hello
    - task_id: second
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: shop.sums.add
      op_kwargs: {left: &number 1, right: *number, api_token: "{{ var.value.token }}"}
      task_group_name: sums
      dependencies: [first]
  task_groups:
    sums: {default_args: {pool: small}}
"""
CODE = '''"""Sums."""


def add(left: int, right: int, api_token: str, scale: float = 1.0) -> int:
    """Add two numbers.

    :param scale: what the sum is multiplied with
    """
    return left + right
'''


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """A project with one spec and one package."""
    (tmp_path / "dags" / "configs").mkdir(parents=True)
    (tmp_path / "dags" / "configs" / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "shop" / "sums.py").write_text(CODE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCHEDULE", raising=False)
    return tmp_path


@pytest.fixture
def dagspec(folder, capsys):
    def run(*words: str) -> Done:
        capsys.readouterr()
        code = main(words)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run
