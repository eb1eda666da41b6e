"""The made records are what the tasks would write: the schema says so."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.monitor import records
from tests.monitor.records import Plan


@pytest.mark.parametrize(
    "plan",
    [Plan(), Plan(seed=7), Plan(state="running", done=0), Plan(state="running", done=6)]
    + [Plan(state="failed", failed_at=task) for task in records.TASKS],
)
def test_made_records_keep_to_the_schema(project: Path, plan: Plan):
    schema = json.loads((project / "schemas/run_record.schema.json").read_text())
    jsonschema.validate(records.make(plan), schema, format_checker=jsonschema.FormatChecker())
