import math

import pytest

from pipeline_tasks.arguments import Positive, Seed, Share, Tolerance, columns, number, whole
from pipeline_tasks.errors import BadArgument


@pytest.mark.parametrize("value", [0.3, "0.3", " 0.3 "])
def test_number_is_read_from_text(value):
    assert number("test_size", value, Share) == 0.3


@pytest.mark.parametrize("value", ["x", "", None, "nan", 0, 1, "1.5"])
def test_number_outside_its_bounds_is_refused(value):
    with pytest.raises(BadArgument, match="expected test_size to be a number above 0 and below 1, got"):
        number("test_size", value, Share)


def test_message_names_the_only_bound():
    with pytest.raises(BadArgument, match="a number above 0, got -1"):
        number("regularization", -1, Positive)


def test_a_bound_may_be_reached_where_its_kind_says_so():
    assert number("tolerated_share", 0, Tolerance) == 0


@pytest.mark.parametrize("value", ["nan", 10**400, "ten"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(BadArgument, match="expected limit to be a number, got"):
        number("limit", value)


def test_no_limit_at_all_is_a_number():
    assert number("regularization", "inf", Positive) == math.inf


def test_message_names_no_bound_where_there_is_none():
    with pytest.raises(BadArgument, match="to be a number, got 'x'"):
        number("limit", "x")


def test_whole_number_is_read_from_text():
    assert whole("seed", "42", Seed) == 42


@pytest.mark.parametrize("value", ["x", "4.5", None, -1, 2**32])
def test_what_is_no_whole_number_is_refused(value):
    message = "expected seed to be a whole number of at least 0 and of at most 4294967295, got"
    with pytest.raises(BadArgument, match=message):
        whole("seed", value, Seed)


@pytest.mark.parametrize("features", ["Age", [], ["Age", "Age"], ["Age", "Clicked"]])
def test_features_that_are_no_different_columns_are_refused(features):
    with pytest.raises(BadArgument, match="expected features to be different columns without 'Clicked'"):
        columns(features, "Clicked")
