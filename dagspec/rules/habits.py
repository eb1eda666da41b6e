"""DS804, DS805: a catchup of many runs, a retry of what must not be repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import islice

from dagspec import codes, cron
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.rules.news import news_of
from dagspec.rules.when import moment
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Scalar

_MANY_RUNS = 100
# So many runs are counted in one file; counting takes time, and nobody has more DAGs that need it.
_MOST_COUNTED = 2_000
_NOT_REPEATABLE = re.compile(
    r"not (be )?(idempotent|repeatable|repeated|retried|re-?run)|must not be (run|called) twice|only once",
    re.IGNORECASE,
)


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield the warnings about habits that cost later."""
    yield from _catchups(spec, context)
    for dag in spec.dags:
        for task in dag.tasks if not news_of(dag, context.cleared).are_values else ():
            yield from _retries(task)


def _catchups(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    left = _MOST_COUNTED
    for dag in spec.dags:
        runs = list(islice(_past_runs(dag, context), min(left, _MANY_RUNS + 1)))
        left -= len(runs)
        catchup, start = dag.settings.get("catchup"), _start(dag)
        if len(runs) > _MANY_RUNS and catchup and start:
            message = f"catchup since {start.date()} starts more than {_MANY_RUNS} runs at once"
            yield codes.OLD_CATCHUP.at(
                catchup.place, message, "write 'catchup: false', or a later start_date"
            )


def _past_runs(dag: Dag, context: Context) -> Iterator[datetime]:
    """Yield the runs that a catchup makes up for; there are none without one."""
    catchup, schedule, start = dag.settings.get("catchup"), dag.settings.text("schedule"), _start(dag)
    if not isinstance(catchup, Scalar) or catchup.value is not True or not start or not schedule:
        return
    if schedule in cron.WITHOUT_TIMES or cron.problem(schedule):
        return
    today = datetime.combine(context.today, time.min, UTC)
    yield from cron.runs(schedule, start, min(today, moment(dag.settings, "end_date") or today))


def _start(dag: Dag) -> datetime | None:
    return moment(dag.settings, "start_date") or moment(dag.default_args, "start_date")


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
