import json

import pytest

from pipeline_tasks.errors import BadArgument, RunFailed
from pipeline_tasks.finish import finish_run


def states(**tasks):
    return json.dumps({"run": tasks})


def test_good_run_ends_with_a_table(capsys):
    finish_run(states(load="success", mail="skipped", end="running"), ["tell"])
    assert capsys.readouterr().out == "load  success\nmail  skipped\nend   running\n\nfinal status: success\n"


@pytest.mark.parametrize("state", ["failed", "upstream_failed"])
def test_failed_task_fails_the_run(state):
    with pytest.raises(RunFailed, match="got 1 that did not: load"):
        finish_run(states(load=state, end="running"))


def test_table_is_printed_for_a_failed_run_too(capsys):
    with pytest.raises(RunFailed):
        finish_run(states(load="failed", train="upstream_failed"))
    assert "load   failed\ntrain  upstream_failed" in capsys.readouterr().out


def test_task_that_may_fail_does_not_fail_the_run():
    finish_run(states(load="success", tell="failed"), ["tell"])


def test_task_that_never_ran_is_printed(capsys):
    finish_run(states(load=None))
    assert "load  not run" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "[]", '{"run": []}', "{run: {}}"])
def test_text_that_is_no_answer_of_airflow_is_refused(text):
    with pytest.raises(BadArgument, match="expected JSON of"):
        finish_run(text)
