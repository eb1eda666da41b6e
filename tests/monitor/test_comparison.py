from __future__ import annotations

from typing import Any

from monitor.comparison import Comparison, compare
from pipeline_tasks.manifest import Manifest
from pipeline_tasks.parsing import parse
from pipeline_tasks.record import RunRecord
from tests.monitor import records
from tests.monitor.records import Plan


def version(seed: int, **changed: Any) -> tuple[Manifest, RunRecord]:
    record = records.make(Plan(seed=seed))
    manifest = records.manifest(record) | changed
    return parse(Manifest, manifest), parse(RunRecord, record)


def comparison(**changed: Any) -> Comparison:
    (old, old_run), (new, new_run) = version(1), version(2, **changed)
    return compare(old, new, old_run, new_run)


def test_more_accuracy_is_better_and_more_log_loss_is_worse():
    for pair in comparison().scores:
        up = pair.new > pair.old
        assert pair.better == (up if pair.metric.name not in ("log_loss", "brier") else not up)


def test_the_change_is_new_minus_old():
    pair = comparison().scores[0]
    assert pair.change == pair.new - pair.old


def test_equal_facts_are_the_same_and_a_new_library_differs():
    facts = {pair.name: pair for pair in comparison(libraries={"python": "3.12.1"}).facts}
    assert facts["Rows"].same
    assert (facts["python"].old, facts["python"].new, facts["python"].same) == ("3.11.9", "3.12.1", False)
    assert facts["pandas"].new is None


def test_without_a_record_there_are_no_odds_ratios():
    (old, _), (new, _) = version(1), version(2)
    assert compare(old, new, None, None).odds == []
