from dataclasses import fields
from typing import get_args

from pipeline_tasks.metrics import METRIC_NAMES, MetricName, Scores


def test_a_spec_can_name_the_scores_that_there_are():
    assert get_args(MetricName) == METRIC_NAMES == tuple(field.name for field in fields(Scores))
