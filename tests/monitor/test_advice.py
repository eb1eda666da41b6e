from __future__ import annotations

import pytest

from monitor import advice
from monitor.advice import advise
from pipeline_tasks import errors
from pipeline_tasks.record import Failure, TaskError


def failed(task_id: str = "load_data", kind: str = "ValueError") -> Failure:
    return Failure(task_id, TaskError(kind, "message"))


@pytest.mark.parametrize(
    "kind", [kind for kind in advice.BY_ERROR if kind[0].isupper() and hasattr(errors, kind)]
)
def test_every_error_of_the_tasks_that_has_advice_gets_it(kind: str):
    assert advise(failed(kind=kind)) == advice.BY_ERROR[kind]


def test_a_dotted_name_of_the_error_is_understood():
    assert advise(failed(kind="pipeline_tasks.errors.GateFailed")) == advice.BY_ERROR["GateFailed"]


def test_the_task_decides_when_the_error_is_not_known():
    assert "mail server" in advise(failed("send_success_email", "SMTPConnectError"))


def test_there_is_advice_for_everything_else():
    assert advise(failed("anything")) == advice.GENERAL
    assert advise(Failure("load_data", None)) == advice.GENERAL
    assert "no failed task" in advise(None)
