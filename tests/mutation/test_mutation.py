"""A small sample of the mutation test; the whole of it is `python -m tests.mutation`."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.figures import LINE_GOAL, REPORTED_GOAL
from tests.mutation.mutants import FAULTS, mutant
from tests.mutation.places import Document

# It has a place for every kind of fault.
SPEC = """\
shop:
  schedule: "@daily"
  start_date: 2026-01-01
  default_args: &common
    retries: ${SHOP_RETRIES:-2}
    retry_delay: 5m
  on_failure_callback: shop.tell
  task_groups:
    - group_name: counting
  tasks:
    - task_id: one
      operator: x.Y
      python_callable: shop.count
      trigger_rule: all_done
      pool_slots: 2
      op_kwargs:
        day: "{{ ds }}"
    - task_id: two
      operator: x.Y
      params: *common
      task_group_name: counting
      dependencies: [one]
"""
SMALL = """\
shop:
  schedule: "@daily"
  tasks:
    - task_id: one
      operator: x.Y
    - task_id: two
      operator: x.Y
      dependencies: [one]
"""


@pytest.mark.timeout(900)
def test_the_goals_hold_for_a_sample(project: Path, tmp_path: Path) -> None:
    trials = tmp_path / "trials.json"
    command = [
        sys.executable,
        "-m",
        "tests.mutation",
        "--count",
        "300",
        "--seed",
        "test",
        "--json",
        str(trials),
    ]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert trials.exists(), done.stderr[-2000:]
    found = json.loads(trials.read_text())
    fails = [trial for trial in found if trial["verdict"] == "fails"]
    reported = [trial for trial in fails if trial["errors"]]
    at_line = [t for t in reported if any(error[0] in t["lines"] for error in t["errors"])]
    assert len(fails) > 100
    assert len(reported) >= REPORTED_GOAL * len(fails), [t for t in fails if not t["errors"]]
    assert len(at_line) >= LINE_GOAL * len(reported)
    assert not [trial for trial in found if trial["crash"]]
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_the_text_and_says_where(fault: str) -> None:
    document = Document(SPEC)
    tried = [mutant("shop", document, fault, random.Random(seed)) for seed in range(20)]  # noqa: S311
    found = [one for one in tried if one]
    assert found, "SPEC has no place for it"
    for one in found:
        assert one.text != SPEC
        assert one.lines
        assert max(one.lines) <= one.text.count("\n") + 1


def test_the_same_seed_gives_the_same_mutant() -> None:
    one, other = (mutant("shop", Document(SPEC), "rename key", random.Random(5)) for _ in range(2))  # noqa: S311
    assert one
    assert one == other


def test_the_lines_that_use_a_lost_name_count() -> None:
    document = Document(SMALL)
    renamed = [mutant("shop", document, "identifier", random.Random(seed)) for seed in range(40)]  # noqa: S311
    texts = [one for one in renamed if one and "task_id: one" not in one.text and "[one]" in one.text]
    assert texts
    assert all(8 in one.lines and 4 in one.lines for one in texts)
