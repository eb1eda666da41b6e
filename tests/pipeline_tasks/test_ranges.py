import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline_tasks.ranges import Limits, Screen, row_schema

NAMES = ["Age", "Male", "Height"]
LIMITS = Limits({"Age": (0, 120)}, ["Male"])
VALUES = [0.0, 1.0, 0.5, -1.0, 120.0, 120.5, 1e300, np.inf, -np.inf, np.nan, -0.0]
ROW = st.tuples(*[st.sampled_from(VALUES)] * 3, st.sampled_from([0.0, 1.0, 2.0, 0.5, np.nan]))


def pandera_finds_a_fault(values):
    try:
        row_schema(NAMES, "target", LIMITS).validate(
            pd.DataFrame(values, columns=[*NAMES, "target"]), lazy=True
        )
    except pa.errors.SchemaErrors:
        return True
    return False


@settings(deadline=None, max_examples=60)
@given(st.lists(ROW, min_size=1, max_size=4))
def test_screen_lets_no_fault_through(rows):
    values = np.array(rows)
    if Screen(NAMES, "target", LIMITS).lets_through(values):
        assert not pandera_finds_a_fault(values)


@pytest.mark.parametrize("row", [(0, 0, -5, 0), (120, 1, 1e300, 1), (np.nan, np.nan, np.nan, np.nan)])
def test_screen_lets_good_rows_through(row):
    assert Screen(NAMES, "target", LIMITS).lets_through(np.array([(50.0, 1.0, 1.7, 0.0), row]))


def test_no_rows_have_no_fault():
    assert Screen(NAMES, "target", LIMITS).lets_through(np.empty((0, 4)))
