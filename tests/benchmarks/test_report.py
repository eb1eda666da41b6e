from benchmarks.figure import Baseline, Figure, at_most
from benchmarks.report import describe, read_rows, replace_row, write_rows, write_table

MISSED = Figure("build", 90.0, "ms", Baseline("dag-factory", 200.0), at_most(0.35))


def test_line_says_plainly_what_does_not_hold():
    assert describe(MISSED) == "MISSED build: 90 ms  ratio 0.45 to dag-factory: 200.0 ms  goal at most 0.35"


def test_new_row_takes_the_place_of_the_one_of_its_name():
    rows = [{"name": "a", "value": 1}, {"name": "b", "value": 2}]
    assert replace_row(rows, {"name": "a", "value": 3}) == [{"name": "a", "value": 3}, rows[1]]
    assert replace_row(rows, {"name": "c", "value": 4}) == [*rows, {"name": "c", "value": 4}]


def test_rows_are_read_back(tmp_path):
    path = tmp_path / "results" / "latest.json"
    assert read_rows(path) == []
    write_rows(path, [MISSED.as_row()])
    assert read_rows(path) == [MISSED.as_row()]


def test_table_has_a_line_for_each_row(tmp_path):
    write_table(tmp_path, [MISSED.as_row(), Figure("first", 3.0, "s").as_row()])
    lines = (tmp_path / "figures.md").read_text().splitlines()[-2:]
    assert lines == [
        "| build | 90 ms | dag-factory: 200.0 ms | 0.45 | at most 0.35 | MISSED |",
        "| first | 3 s |  |  |  | - |",
    ]
