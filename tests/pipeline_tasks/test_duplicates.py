import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from upath import UPath

from pipeline_tasks import csv_blocks
from pipeline_tasks.duplicates import find_copies, row_keys


@given(st.lists(st.lists(st.floats(allow_nan=False), min_size=2, max_size=2), min_size=1, max_size=50))
def test_keys_are_equal_exactly_where_the_rows_are(rows):
    values = np.array(rows)
    keys = row_keys(values)
    for one in range(len(values)):
        assert ((keys == keys[one]) == (values == values[one]).all(axis=1)).all()


def test_order_of_the_values_counts():
    assert len(set(row_keys(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0]])))) == 3


def test_million_different_rows_have_different_keys():
    rows = np.random.default_rng(0).integers(0, 1000, (1_000_000, 3)).astype(float)
    rows[:, 0] = np.arange(1_000_000)
    assert len(np.unique(row_keys(rows))) == 1_000_000


@pytest.fixture
def copies_in(tmp_path):
    def find(lines):
        path = tmp_path / "data.csv"
        path.write_text("\n".join(["value,note", *lines]) + "\n")
        values = np.array([[float(line.split(",")[0])] for line in lines])
        numbers = np.arange(2, len(lines) + 2, dtype=np.uint32)
        return find_copies(UPath(path), row_keys(values), numbers).tolist()

    return find


def test_every_copy_but_the_first_is_found(copies_in):
    assert copies_in(["1,a", "2,b", "1,a", "3,c", "1,a", "2,b"]) == [2, 4, 5]


def test_rows_that_differ_elsewhere_are_no_copies(copies_in):
    assert copies_in(["1,a", "1,b", "1,c"]) == []


def test_copies_far_apart_are_found(copies_in, monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 16)
    assert copies_in(["7,x", *(f"{number},a" for number in range(100, 150)), "7,x"]) == [51]


def test_many_rows_of_equal_values_are_told_apart_by_their_lines(copies_in):
    lines = [f"{number % 2},{number}" for number in range(2000)]
    assert copies_in([*lines, lines[7], lines[1500], lines[7]]) == [2000, 2001, 2002]


def test_file_without_equal_rows_is_not_read_again(tmp_path):
    keys = row_keys(np.array([[1.0], [2.0]]))
    assert find_copies(UPath(tmp_path / "missing.csv"), keys, np.array([2, 3], np.uint32)).tolist() == []
