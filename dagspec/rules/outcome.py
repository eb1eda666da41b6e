"""DS801 to DS803: failures that nobody sees, tasks that never run, failure emails that never go out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagspec import codes
from dagspec.diagnostic import Diagnostic
from dagspec.order import Order, order_of
from dagspec.project import Context
from dagspec.simulate import HIDING, Outcome, outcomes, trigger_rule
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Mapping, Node, Place, Scalar, items_of

# A task that looks at the states of the others is one that can fail when they did.
_LOOKS = re.compile(r"get_task_states|get_task_instances|get_state|upstream_failed|\bstates?\b|get_dr_count")
_MAIL = re.compile(
    r"(Email|Slack|Teams|Discord|Telegram|PagerDuty|Opsgenie|Sns|Notif)\w*Operator$|EmailOperator$"
)
_BAD_NEWS = re.compile(r"fail|error|alert|alarm|broken", re.IGNORECASE)


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield the warnings about how runs can end."""
    for dag in spec.dags:
        if any(trigger_rule(task) != "all_success" or _brings_bad_news(task) for task in dag.tasks):
            order = order_of(dag)
            runs = list(outcomes(dag, order))
            yield from _hidden(dag, order)
            yield from _never(dag, runs)
            yield from _mails(dag, order, runs)


def _hidden(dag: Dag, order: Order) -> Iterator[Diagnostic]:
    """A run is green when its leaves are: a failure must reach a leaf, or a task that looks for it."""
    direct = {task.task_id: order.direct(task.task_id) for task in dag.tasks}
    after: dict[str, list[Task]] = {name: [] for name in direct}
    for task in dag.tasks:
        for name in direct[task.task_id]:
            after[name].append(task)
    visible = _visible(dag, order, after)
    for task in dag.tasks:
        hides = trigger_rule(task) in HIDING and not _looks(task.body)
        hidden = sorted(name for name in direct[task.task_id] if name not in visible)
        if hides and hidden:
            message = f"'{task.task_id}' hides a failure of '{hidden[0]}': the run would end as a success"
            hint = "let a last task fail when one before it failed, or use the trigger rule all_success"
            yield codes.HIDDEN_FAILURE.at(_rule_place(task), message, hint)


def _visible(dag: Dag, order: Order, after: dict[str, list[Task]]) -> set[str]:
    """Return the tasks whose failure turns the run red."""
    visible = {name for name, following in after.items() if not following}
    for task in dag.tasks:
        if _looks(task.body):
            visible |= order.upstream(task.task_id)
    changed = True
    while changed:
        more = {
            name
            for name, following in after.items()
            if name not in visible
            and any(task.task_id in visible and trigger_rule(task) not in HIDING for task in following)
        }
        visible |= more
        changed = bool(more)
    return visible


def _looks(node: Node) -> bool:
    if isinstance(node, Scalar):
        return isinstance(node.value, str) and "{{" in node.value and bool(_LOOKS.search(node.value))
    children = [pair.value for pair in node] if isinstance(node, Mapping) else items_of(node)
    return any(_looks(child) for child in children)


def _rule_place(task: Task) -> Place:
    rule = task.setting("trigger_rule")
    return rule.place if rule else task.name_node.place


def _never(dag: Dag, runs: list[Outcome]) -> Iterator[Diagnostic]:
    played = {name for run in runs for name in run.states}
    for task in dag.tasks:
        if task.task_id in played and not any(run.ran(task.task_id) for run in runs):
            message = f"task '{task.task_id}' can never run: its trigger rule contradicts those before it"
            hint = f"'{trigger_rule(task)}' is never met here; change it or the dependencies"
            yield codes.NEVER_RUNS.at(_rule_place(task), message, hint)


def _brings_bad_news(task: Task) -> bool:
    operator = str(task.operator.value) if task.operator else ""
    return bool(_MAIL.search(operator)) and bool(_BAD_NEWS.search(task.task_id))


def _mails(dag: Dag, order: Order, runs: list[Outcome]) -> Iterator[Diagnostic]:
    for task in dag.tasks:
        if not _brings_bad_news(task):
            continue
        upstream = order.upstream(task.task_id)
        after_failure = [run for run in runs if run.failing & upstream]
        if after_failure and not any(run.ran(task.task_id) for run in after_failure):
            message = f"'{task.task_id}' never runs when something before it failed"
            hint = "write 'trigger_rule: one_failed'"
            yield codes.EMAIL_CANNOT_FIRE.at(_rule_place(task), message, hint)
