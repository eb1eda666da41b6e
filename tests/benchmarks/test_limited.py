"""A file of four times the memory that the kernel gives beyond the imports."""

import pytest

from benchmarks.measurement import MeasurementError
from benchmarks.size import FULL
from benchmarks.subjects.training import train_limited, train_once
from benchmarks.workload.rows import find_rows

pytestmark = pytest.mark.slow


def test_file_of_four_times_the_memory_is_loaded_trained_and_evaluated():
    assert train_limited(FULL.limited_rows).holds


def test_limit_is_real():
    with pytest.raises(MeasurementError, match=r"out of memory|MemoryError|can't start new thread"):
        train_once("limited", find_rows(FULL.limited_rows), "10000000")
