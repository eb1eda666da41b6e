"""Checks a spec that is written in the test, with one rule family and functions beside it."""

import textwrap
from datetime import date
from pathlib import Path

import pytest

from dagspec.check import check_paths
from dagspec.diagnostic import Diagnostic

STEPS = """
from __future__ import annotations
from typing import Annotated, Literal
from annotated_types import Ge, Gt, Lt

Solver = Literal["lbfgs", "saga"]
Share = Annotated[float, Gt(0), Lt(1)]

def fit(solver: Solver, share: Share = 0.5, steps: list[Annotated[int, Ge(1)]] = ()): ...
def either(x: Literal[1, 2] | None, y: list[Literal["a"]] = (), z: dict[Literal[1], str] = {}): ...
def gate(limits: dict[Literal["accuracy", "brier"], float] | None): ...
def load(path: str, limit: int = 100): ...
def total(orders: list, rate: float | None = None, *, digits: int = 2): ...
def many(*paths: str, **options: int): ...
def asked(ti, ds, path): ...
def only_named(*, folder: str): ...
def only_position(path, /, limit=1): ...
def tell(context, channel: str = "ops"): ...
def check(response): ...
class Price: ...
def method(self, path): ...
def filled(path, ds="x"): ...
def my_task(**settings): ...
"""

HEAD = """
shop:
  schedule: null
  start_date: 2026-01-01
"""


@pytest.fixture
def dags(tmp_path: Path) -> Path:
    (tmp_path / "steps.py").write_text(STEPS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def check(dags: Path):
    """Return what is found in a DAG whose keys are given as YAML."""

    def check_dag(keys: str) -> list[Diagnostic]:
        file = dags / "shop.yaml"
        file.write_text(HEAD + textwrap.indent(textwrap.dedent(keys), "  "), encoding="utf-8")
        return list(check_paths([file], {"HERE": str(dags)}, date(2026, 6, 1)).diagnostics)

    return check_dag


@pytest.fixture
def codes(check):
    """Return the codes of what is found in one task, whose keys are given as YAML."""

    def codes_of(task: str, dag: str = "") -> list[str]:
        body = textwrap.indent(textwrap.dedent(task).strip(), "    ")
        return [found.code for found in check(f"{dag}\ntasks:\n  - task_id: one\n{body}\n")]

    return codes_of
