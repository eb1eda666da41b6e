"""DS804, DS805: a catchup of many runs, a retry of what must not be repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import islice

from dagspec import codes, cron
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.rules.when import moment
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Scalar

_MANY_RUNS = 100
_NOT_REPEATABLE = re.compile(
    r"not (be )?(idempotent|repeatable|repeated|retried|re-?run)|must not be (run|called) twice|only once",
    re.IGNORECASE,
)


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield the warnings about habits that cost later."""
    for dag in spec.dags:
        yield from _catchup(dag, context)
        for task in dag.tasks:
            yield from _retries(task)


def _catchup(dag: Dag, context: Context) -> Iterator[Diagnostic]:
    catchup, schedule = dag.settings.get("catchup"), dag.settings.text("schedule")
    start = moment(dag.settings, "start_date") or moment(dag.default_args, "start_date")
    if not isinstance(catchup, Scalar) or catchup.value is not True or not start or not schedule:
        return
    if schedule in cron.WITHOUT_TIMES or cron.problem(schedule):
        return
    today = datetime.combine(context.today, time.min, UTC)
    end = min(today, moment(dag.settings, "end_date") or today)
    if len(list(islice(cron.runs(schedule, start, end), _MANY_RUNS + 1))) > _MANY_RUNS:
        message = f"catchup since {start.date()} starts more than {_MANY_RUNS} runs at once"
        yield codes.OLD_CATCHUP.at(catchup.place, message, "write 'catchup: false', or a later start_date")


def _retries(task: Task) -> Iterator[Diagnostic]:
    retries = task.setting("retries")
    if not isinstance(retries, Scalar) or not isinstance(retries.value, int) or retries.value < 1:
        return
    for key in ("doc", "doc_md", "doc_rst", "doc_yaml", "doc_json"):
        text = task.body.text(key)
        match = _NOT_REPEATABLE.search(text) if text else None
        if match:
            place = retries.place if "retries" in task.body else task.name_node.place
            message = f"'{task.task_id}' has {retries.value} retries, but its own words are '{match[0]}'"
            yield codes.RETRIED_ONCE_ONLY.at(place, message, "write 'retries: 0' for this task")
