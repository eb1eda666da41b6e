"""The figures of a mutation test, and the page that shows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mutation.trial import Trial

REPORTED_GOAL, LINE_GOAL = 0.99, 0.97


class Figures:
    """Counts over trials."""

    def __init__(self, trials: Sequence[Trial]) -> None:
        self.trials = trials
        self.fails = [trial for trial in trials if trial.verdict == "fails"]
        self.same = [trial for trial in trials if trial.verdict == "same"]
        self.differs = [trial for trial in trials if trial.verdict == "differs"]
        self.found = [trial for trial in self.fails if trial.reported]
        self.missed = [trial for trial in self.fails if not trial.reported]
        self.at_line = [trial for trial in self.found if trial.at_the_line]
        self.off_line = [trial for trial in self.found if not trial.at_the_line]
        self.noisy = [trial for trial in self.at_line if trial.elsewhere]
        self.unread = [trial for trial in self.same if trial.unread]
        self.false = [trial for trial in self.same if trial.reported and not trial.unread]
        self.crashes = [trial for trial in trials if trial.crash]

    @property
    def hold(self) -> bool:
        """Whether the goals are met."""
        return (
            share(self.found, self.fails) >= REPORTED_GOAL
            and share(self.at_line, self.found) >= LINE_GOAL
            and not self.false
            and not self.crashes
        )

    def rows(self) -> Iterable[tuple[str, str, str, str]]:
        """Yield what was counted: name, number, share, goal."""
        stages = Counter(trial.stage for trial in self.fails)
        kinds = ", ".join(f"{name} {number}" for name, number in sorted(stages.items()))
        yield "mutants", str(len(self.trials)), "", ""
        yield f"fail on Airflow ({kinds})", str(len(self.fails)), "", ""
        yield "of these reported as errors", *_cells(self.found, self.fails), "99 %"
        yield "of the reported, at the mutated line", *_cells(self.at_line, self.found), "97 %"
        yield "of these with another error elsewhere", *_cells(self.noisy, self.at_line), ""
        yield "run unchanged on Airflow", str(len(self.same)), "", ""
        yield "of these false alarms", *_cells(self.false, self.same), "0"
        yield "of these refused for what Airflow never reads", *_cells(self.unread, self.same), ""
        yield "run differently on Airflow", str(len(self.differs)), "", ""
        refused = [trial for trial in self.differs if trial.reported]
        yield "of these refused", *_cells(refused, self.differs), ""
        yield "crashes of dagspec", str(len(self.crashes)), "", "0"
        slowest = max((trial.seconds for trial in self.trials), default=0)
        yield "slowest check, seconds", f"{slowest:.2f}", "", "2"

    def summary(self) -> str:
        """Return the counts for a terminal."""
        return "\n".join(
            f"{name:48}{number:>7} {part:>8}  {goal}" for name, number, part, goal in self.rows()
        )


def share(part: Sequence[Trial], whole: Sequence[Trial]) -> float:
    """Return how much of the whole a part is; all of nothing is everything."""
    return len(part) / len(whole) if whole else 1.0


def _cells(part: Sequence[Trial], whole: Sequence[Trial]) -> tuple[str, str]:
    return str(len(part)), f"{share(part, whole):.2%}"


def page(figures: Figures, count: int, seed: str) -> str:
    """Return docs/mutation.md."""
    table = "\n".join(
        f"| {name} | {number} | {part} | {goal} |" for name, number, part, goal in figures.rows()
    )
    command = f"```\npython -m tests.mutation --count {count} --seed {seed} --write\n```"
    head = "| what | number | share | goal |\n|---|--:|--:|--:|"
    return f"{_INTRODUCTION}\n{command}\n\n## Figures\n\n{head}\n{table}\n\n{_lists(figures)}"


def _lists(figures: Figures) -> str:
    parts = (
        ("Missed", "They fail on Airflow and dagspec says nothing.", figures.missed),
        ("Found at another line", "They are refused, but the finding stands elsewhere.", figures.off_line),
        ("False alarms", "Airflow runs them unchanged, dagspec refuses them.", figures.false),
    )
    return "\n".join(_list(title, words, trials) for title, words, trials in parts)


def _list(title: str, words: str, trials: Sequence[Trial]) -> str:
    if not trials:
        return f"## {title}\n\n{words} None.\n"
    kinds = Counter(kind_of(trial) for trial in trials)
    rows = "\n".join(
        f"| {number} | {fault} | {stage} | `{said}` |" for (fault, stage, said), number in kinds.most_common()
    )
    head = "| number | fault | stage | what was said |\n|--:|---|---|---|"
    return f"## {title}\n\n{words} By kind:\n\n{head}\n{rows}\n"


def kind_of(trial: Trial) -> tuple[str, str, str]:
    """Return what similar trials have in common."""
    said = trial.error if trial.verdict == "fails" else trial.errors[0][3]
    if trial.verdict == "fails" and trial.errors:
        said = f"{trial.errors[0][1]} {trial.errors[0][3]}"
    return (
        trial.fault,
        trial.stage or "-",
        re.sub(r"['\"][^'\"]*['\"]|\d+", "…", said)[:90].replace("|", "/").replace("`", "'"),
    )


_INTRODUCTION = """# Mutation test of dagspec

Does dagspec find what fails on Airflow, at the right line, and does it leave alone what runs? This test takes
every shipped spec and every form of dag-factory's dialect in `tests/specs/dagfactory`, puts one random fault
into the text, and asks two judges.

**Airflow** is the first: dag-factory's own `load_yaml_dags` loads the text, the DAG is validated and
serialised as the DAG processor does, then every task is rendered with a context like a real one and its
function is called with a stub that checks the arguments. A mutant *fails* at one of these three stages
(parse, validate, run), or it runs *unchanged* (the serialised DAGs, the rendered fields, the arguments and
the callbacks are those of the original), or it runs *differently*. dag-factory is given what dagspec adds
to the dialect (`${NAME:-default}`, lengths of time, dates of a task, lists of callbacks) and nothing else.

**dagspec** is the second. An error is *at the mutated line* when it stands in a line that was changed. Where
something was taken away, the neighbours count too, and the lines that name the section, the task, the
operator or the function it belonged to. Where a name is gone (a task, an anchor, a key), the lines that
still use it count.

A mutant that runs unchanged may still be refused for one reason: it holds something that Airflow never reads,
such as a misspelt key, a key that stands twice or an argument that the function does not have. That is wrong
and silent, so it is counted by itself. Everything else that is refused although it runs unchanged is a false
alarm.

The command:
"""
