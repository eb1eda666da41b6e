from __future__ import annotations

import csv
import io

import pytest

from monitor.csv_text import csv_lines
from monitor.summary import RunSummary
from tests.monitor.records import NOW


def table(**facts: object) -> dict[str, str]:
    run = RunSummary(run_id="a", dag_id="d", state="failed", began_at=NOW, written_at=NOW, **facts)
    return next(csv.DictReader(io.StringIO("".join(csv_lines([run])))))


def test_a_run_becomes_a_line_with_its_scores():
    line = table(scores={"accuracy": 0.97}, rows=1000)
    assert (line["run_id"], line["accuracy"], line["roc_auc"], line["rows"]) == ("a", "0.97", "", "1000")


def test_line_breaks_and_quotes_stay_inside_their_cell():
    assert table(problem='a "b"\n,c')["problem"] == 'a "b"\n,c'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_can_become_a_formula(text: str):
    assert table(problem=text)["problem"] == f"'{text}"
