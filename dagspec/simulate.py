"""What becomes of each task when one fails, or all, or tasks are skipped: trigger rules, played."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dagspec.spec import Task
from dagspec.tree import Scalar

SUCCESS, FAILED, UPSTREAM_FAILED, SKIPPED = "success", "failed", "upstream_failed", "skipped"
_BAD = frozenset({FAILED, UPSTREAM_FAILED})

# A task with one of these ends well although something before it failed: the failure is hidden behind it.
_HIDING = frozenset(
    {
        "all_done",
        "all_done_setup_success",
        "all_failed",
        "always",
        "none_skipped",
        "one_done",
        "one_failed",
    }
)
# With one of these it does when something else before it went well.
_HIDING_BESIDE = frozenset({"one_success", "all_done_min_one_success"})


class Step(NamedTuple):
    """A task as far as it matters here: its trigger rule, and the tasks right before it."""

    name: str
    rule: str
    before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a run can go: what was made to fail or skip, and the state of each task."""

    failing: frozenset[str]
    states: Mapping[str, str]

    def ran(self, task_id: str) -> bool:
        """Whether the task got to run."""
        return task_id in self.states and self.states[task_id] in (SUCCESS, FAILED)


def trigger_rule(task: Task) -> str:
    """Return the trigger rule that counts for a task."""
    node = task.setting("trigger_rule")
    return str(node.value) if isinstance(node, Scalar) and node.value else "all_success"


def hides(rule: str, before: Collection[str]) -> bool:
    """Tell whether a task with a trigger rule can end well although one right before it failed."""
    return rule in _HIDING or (rule in _HIDING_BESIDE and len(before) > 1)


def outcomes(steps: Iterable[Step]) -> Iterator[Outcome]:
    """Yield the runs worth knowing: all well, each task failing alone, all failing, all skipping."""
    sequence = _sequence({step.name: step for step in steps})
    everything = frozenset(step.name for step in sequence)
    scenarios: list[tuple[frozenset[str], bool]] = [(frozenset(), False)]
    scenarios += [(frozenset({step.name}), False) for step in sequence]
    scenarios += [(everything, False), (everything, True)]
    for chosen, is_skip in scenarios:
        states: dict[str, str] = {}
        for name, rule, before in sequence:
            ended = [states[other] for other in before if other in states]
            state = decide(rule, ended)
            states[name] = state or ((SKIPPED if is_skip else FAILED) if name in chosen else SUCCESS)
        yield Outcome(frozenset() if is_skip else chosen, states)


def _sequence(steps: Mapping[str, Step]) -> list[Step]:
    """Return the steps so that each comes after those before it; tasks in a cycle are left out."""
    found: list[Step] = []
    waiting = {name: set(step.before) for name, step in steps.items()}
    while ready := [name for name, needed in waiting.items() if not needed]:
        found += [steps[name] for name in ready]
        for name in ready:
            del waiting[name]
        for needed in waiting.values():
            needed.difference_update(ready)
    return found


def decide(rule: str, ended: Collection[str]) -> str | None:
    """Return the state of a task that does not run, None when it runs (as Airflow's TriggerRuleDep)."""
    return _decide(rule, frozenset(ended))


@lru_cache(maxsize=1024)
def _decide(rule: str, ended: frozenset[str]) -> str | None:
    if not ended or rule in ("always", "all_done", "all_done_setup_success"):
        return None
    bad = any(state in _BAD for state in ended)
    skipped = SKIPPED in ended
    all_skipped = all(state == SKIPPED for state in ended)
    good = SUCCESS in ended
    ladder: dict[str, str | None] = {
        "all_success": UPSTREAM_FAILED if bad else SKIPPED if skipped else None,
        "all_failed": None if all(state in _BAD for state in ended) else SKIPPED,
        "one_success": None if good else SKIPPED if all_skipped else UPSTREAM_FAILED,
        "one_failed": None if bad else SKIPPED,
        "one_done": None if good or FAILED in ended else SKIPPED,
        "none_failed": UPSTREAM_FAILED if bad else None,
        "none_failed_min_one_success": UPSTREAM_FAILED if bad else SKIPPED if all_skipped else None,
        "none_skipped": SKIPPED if skipped else None,
        "all_skipped": None if all_skipped else UPSTREAM_FAILED if bad else SKIPPED,
        "all_done_min_one_success": None if good else SKIPPED if all_skipped else UPSTREAM_FAILED,
    }
    return ladder.get(rule)
