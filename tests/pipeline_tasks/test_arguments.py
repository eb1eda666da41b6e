import pytest

from pipeline_tasks.arguments import columns, number, whole
from pipeline_tasks.errors import BadArgument


@pytest.mark.parametrize("value", [0.3, "0.3", " 0.3 "])
def test_number_is_read_from_text(value):
    assert number("test_size", value, above=0, below=1) == 0.3


@pytest.mark.parametrize("value", ["x", "", None, "nan", 0, 1, "1.5"])
def test_number_outside_its_bounds_is_refused(value):
    with pytest.raises(BadArgument, match="expected test_size to be a number between 0 and 1, got"):
        number("test_size", value, above=0, below=1)


def test_message_names_the_only_bound():
    with pytest.raises(BadArgument, match="a number above 0, got -1"):
        number("regularization", -1, above=0)


def test_message_names_no_bound_where_there_is_none():
    with pytest.raises(BadArgument, match="to be a number, got 'x'"):
        number("limit", "x")


def test_whole_number_is_read_from_text():
    assert whole("seed", "42", minimum=0) == 42


@pytest.mark.parametrize("value", ["x", "4.5", None, -1])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(BadArgument, match="expected seed to be a whole number of at least 0, got"):
        whole("seed", value, minimum=0)


@pytest.mark.parametrize("features", ["Age", [], ["Age", "Age"], ["Age", "Clicked"]])
def test_features_that_are_no_different_columns_are_refused(features):
    with pytest.raises(BadArgument, match="expected features to be different columns without 'Clicked'"):
        columns(features, "Clicked")
