"""DS801 to DS803: failures that nobody sees, tasks that never run, failure emails that never go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from functools import lru_cache
from typing import NamedTuple

from dagspec import codes
from dagspec.diagnostic import Diagnostic
from dagspec.order import order_of
from dagspec.project import Context
from dagspec.rules.gaps import Gaps
from dagspec.rules.news import news_of
from dagspec.simulate import Step, hides, outcomes, trigger_rule
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Mapping, Place, Scalar, Sequence

# A task that looks at the states of the others is one that can fail when they did.
_LOOKS = re.compile(r"get_task_states|get_task_instances|get_state|upstream_failed|\bstates?\b|get_dr_count")
_MAIL = re.compile(
    r"(Email|Slack|Teams|Discord|Telegram|PagerDuty|Opsgenie|Sns|Notif)\w*Operator$|EmailOperator$"
)
_BAD_NEWS = re.compile(r"fail|error|alert|alarm|broken", re.IGNORECASE)


class Seen(NamedTuple):
    """All that these rules see of a task: two DAGs with the same tasks by this end alike."""

    step: Step
    looks: bool
    brings_bad_news: bool
    joins: bool


class Verdict(NamedTuple):
    """What is wrong with a task: whose failure it hides, whether it never runs, or never sends its mail."""

    hides: str
    never_runs: bool
    is_mute: bool


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield the warnings about how runs can end."""
    for dag in spec.dags:
        if news_of(dag, context.cleared).are_values:
            continue
        if any(trigger_rule(task) != "all_success" or _brings_bad_news(task) for task in dag.tasks):
            found = list(_tell(dag, _judge(tuple(_see(dag)))))
            yield from found if found and not _has_gaps(dag) else ()


def _has_gaps(dag: Dag) -> bool:
    """Whether a task or a dependency is missing that may change how runs end."""
    gaps = Gaps(dag)
    return gaps.tasks or gaps.groups or gaps.dependencies


def _see(dag: Dag) -> Iterator[Seen]:
    order = order_of(dag)
    branches = any(_branches(task) for task in dag.tasks)
    for task in dag.tasks:
        step = Step(task.task_id, trigger_rule(task), order.direct(task.task_id))
        joins = branches and step.rule == "one_success"  # of the ways behind a branch only one is taken
        yield Seen(step, _looks(task.body), _brings_bad_news(task), joins)


def _branches(task: Task) -> bool:
    path = task.operator or task.decorator
    return path is not None and "branch" in str(path.value).lower()


def _looks(node: Mapping | Sequence) -> bool:
    children = node.items if isinstance(node, Sequence) else [pair.value for pair in node]
    return any(_reads(child) if isinstance(child, Scalar) else _looks(child) for child in children)


def _reads(node: Scalar) -> bool:
    return isinstance(node.value, str) and "{{" in node.value and bool(_LOOKS.search(node.value))


def _brings_bad_news(task: Task) -> bool:
    operator = str(task.operator.value) if task.operator else ""
    return bool(_BAD_NEWS.search(task.task_id)) and bool(_MAIL.search(operator))


@lru_cache(maxsize=256)
def _judge(seen: tuple[Seen, ...]) -> tuple[Verdict, ...]:
    """Return the verdict on each task; a hundred pipelines of one making are judged once."""
    runs = list(outcomes(one.step for one in seen))
    played = {name for run in runs for name in run.states}
    before = {one.step.name: one.step.before for one in seen}
    visible = _visible(seen, before)

    def judge(one: Seen) -> Verdict:
        name, rule, direct = one.step
        hidden = sorted(direct - visible) if hides(rule, direct) and not (one.looks or one.joins) else []
        never = name in played and not any(run.ran(name) for run in runs)
        failing = _upstream(name, before) if one.brings_bad_news else frozenset()
        after_failure = [run for run in runs if run.failing & failing]
        is_mute = bool(after_failure) and not any(run.ran(name) for run in after_failure)
        return Verdict(hidden[0] if hidden else "", never, is_mute)

    return tuple(judge(one) for one in seen)


def _visible(seen: tuple[Seen, ...], before: AbstractMapping[str, frozenset[str]]) -> set[str]:
    """Return the tasks whose failure turns the run red.

    A run is green when its leaves are: a failure must reach a leaf, or a task that looks for it.
    """
    after: dict[str, list[Step]] = {name: [] for name in before}
    for one in seen:
        for name in one.step.before:
            after[name].append(one.step)
    visible = {name for name, following in after.items() if not following}
    for one in seen:
        if one.looks:
            visible |= _upstream(one.step.name, before)
    changed = True
    while changed:
        more = {
            name
            for name, following in after.items()
            if name not in visible
            and any(step.name in visible and not hides(step.rule, step.before) for step in following)
        }
        visible |= more
        changed = bool(more)
    return visible


def _upstream(name: str, before: AbstractMapping[str, frozenset[str]]) -> frozenset[str]:
    """Return all tasks that come before one."""
    found: set[str] = set()
    left = [*before[name]]
    while left:
        earlier = left.pop()
        if earlier not in found:
            found.add(earlier)
            left += before[earlier]
    return frozenset(found)


def _tell(dag: Dag, verdicts: tuple[Verdict, ...]) -> Iterator[Diagnostic]:
    judged = list(zip(dag.tasks, verdicts, strict=True))
    for task, verdict in judged:
        if verdict.hides:
            message = f"'{task.task_id}' hides a failure of '{verdict.hides}': the run would end as a success"
            hint = "let a last task fail when one before it failed, or use the trigger rule all_success"
            yield codes.HIDDEN_FAILURE.at(_rule_place(task), message, hint)
    for task, verdict in judged:
        if verdict.never_runs:
            message = f"task '{task.task_id}' can never run: its trigger rule contradicts those before it"
            hint = f"'{trigger_rule(task)}' is never met here; change it or the dependencies"
            yield codes.NEVER_RUNS.at(_rule_place(task), message, hint)
    for task, verdict in judged:
        if verdict.is_mute:
            message = f"'{task.task_id}' never runs when something before it failed"
            hint = "write 'trigger_rule: one_failed'"
            yield codes.EMAIL_CANNOT_FIRE.at(_rule_place(task), message, hint)


def _rule_place(task: Task) -> Place:
    rule = task.setting("trigger_rule")
    return rule.place if rule else task.name_node.place
