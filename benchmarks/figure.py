"""A measured figure: our value, the value it is compared with, and the goal."""

from dataclasses import dataclass
from operator import ge, le
from typing import Any

TESTS = {"at most": le, "at least": ge}


@dataclass(frozen=True)
class Goal:
    """A limit for the ratio to a baseline; for the value itself when there is no baseline."""

    sense: str
    limit: float

    def holds(self, number: float) -> bool:
        """Whether a number keeps to the limit."""
        return bool(TESTS[self.sense](number, self.limit))

    def __str__(self) -> str:
        return f"{self.sense} {self.limit:g}"


@dataclass(frozen=True)
class Baseline:
    """What the value is compared with, measured in the same run and the same unit."""

    name: str
    value: float


@dataclass(frozen=True)
class Figure:
    """One row of the result."""

    name: str
    value: float
    unit: str
    baseline: Baseline | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the baseline's."""
        return self.value / self.baseline.value if self.baseline else None

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None where no goal was set."""
        if self.goal is None:
            return None
        return self.goal.holds(self.value if self.ratio is None else self.ratio)

    def as_row(self) -> dict[str, Any]:
        """The row of benchmarks/results/latest.json."""
        baseline = self.baseline and f"{self.baseline.name}: {round_to(self.baseline.value)} {self.unit}"
        return {
            "name": self.name,
            "value": round_to(self.value),
            "unit": self.unit,
            "baseline": baseline,
            "ratio": None if self.ratio is None else round_to(self.ratio),
            "goal": str(self.goal) if self.goal else None,
            "holds": self.holds,
        }


def round_to(number: float, digits: int = 4) -> float:
    """A number with so many significant digits: more than that is noise."""
    return float(f"{number:.{digits}g}")


def at_most(limit: float) -> Goal:
    """The goal of a cost."""
    return Goal("at most", limit)


def at_least(limit: float) -> Goal:
    """The goal of a rate."""
    return Goal("at least", limit)
