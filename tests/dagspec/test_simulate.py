"""Airflow's trigger rules, as its own TriggerRuleDep decides them."""

import pytest

from dagspec.simulate import FAILED, SKIPPED, SUCCESS, UPSTREAM_FAILED, decide, hides

RUNS = None


@pytest.mark.parametrize(
    ("rule", "ended", "state"),
    [
        ("all_success", [SUCCESS, SUCCESS], RUNS),
        ("all_success", [SUCCESS, FAILED], UPSTREAM_FAILED),
        ("all_success", [SUCCESS, SKIPPED], SKIPPED),
        ("all_failed", [FAILED, UPSTREAM_FAILED], RUNS),
        ("all_failed", [FAILED, SUCCESS], SKIPPED),
        ("all_done", [FAILED, SKIPPED], RUNS),
        ("always", [FAILED], RUNS),
        ("all_done_setup_success", [FAILED], RUNS),
        ("one_success", [SUCCESS, FAILED], RUNS),
        ("one_success", [FAILED, SKIPPED], UPSTREAM_FAILED),
        ("one_success", [SKIPPED], SKIPPED),
        ("one_failed", [UPSTREAM_FAILED, SUCCESS], RUNS),
        ("one_failed", [SUCCESS], SKIPPED),
        ("one_done", [FAILED, SKIPPED], RUNS),
        ("one_done", [SKIPPED, UPSTREAM_FAILED], SKIPPED),
        ("none_failed", [SUCCESS, SKIPPED], RUNS),
        ("none_failed", [FAILED, SUCCESS], UPSTREAM_FAILED),
        ("none_failed_min_one_success", [SKIPPED, SKIPPED], SKIPPED),
        ("none_failed_min_one_success", [SUCCESS, SKIPPED], RUNS),
        ("none_failed_min_one_success", [SUCCESS, FAILED], UPSTREAM_FAILED),
        ("none_skipped", [SUCCESS, FAILED], RUNS),
        ("none_skipped", [SUCCESS, SKIPPED], SKIPPED),
        ("all_skipped", [SKIPPED, SKIPPED], RUNS),
        ("all_skipped", [SKIPPED, FAILED], UPSTREAM_FAILED),
        ("all_skipped", [SKIPPED, SUCCESS], SKIPPED),
        ("all_done_min_one_success", [SUCCESS, FAILED], RUNS),
        ("all_done_min_one_success", [FAILED], UPSTREAM_FAILED),
        ("all_done_min_one_success", [SKIPPED], SKIPPED),
        ("one_failed", [], RUNS),
        ("unheard_of", [FAILED], RUNS),
    ],
)
def test_a_trigger_rule_decides(rule, ended, state):
    assert decide(rule, ended) == state


@pytest.mark.parametrize(
    ("rule", "before", "expected"),
    [
        ("all_success", ["a", "b"], False),
        ("all_done", ["a"], True),
        ("none_skipped", ["a"], True),
        ("none_failed_min_one_success", ["a", "b"], False),
        ("one_success", ["a", "b"], True),
        ("one_success", ["a"], False),
        ("all_done_min_one_success", ["a"], False),
    ],
)
def test_a_trigger_rule_hides_a_failure(rule, before, expected):
    assert hides(rule, before) is expected
