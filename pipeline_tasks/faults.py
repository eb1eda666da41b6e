"""What is wrong with a data file: all of it, grouped, with the first rows and values of each fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline_tasks.errors import BadData

SHOWN = 5  # cases of one fault that the message lists


@dataclass
class Faults:
    """Collects what is wrong; a million wrong rows take no more memory than a few."""

    source: str
    _cases: dict[str, list[str]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, expectation: str, *cases: str) -> None:
        """Note a fault; each case is what came instead and where."""
        self.add_many(expectation, cases, max(len(cases), 1))

    def add_many(self, expectation: str, cases: Iterable[str], count: int) -> None:
        """Note `count` cases of a fault, of which the first few are enough."""
        known = self._cases.setdefault(expectation, [])
        known.extend(case for case, _ in zip(cases, range(SHOWN - len(known)), strict=False))
        self._counts[expectation] = self._counts.get(expectation, 0) + count

    def include(self, other: Faults) -> None:
        """Add the faults that were found in another part of the file."""
        for expectation, cases in other._cases.items():
            self.add_many(expectation, cases, other._counts[expectation])

    def raise_if_any(self) -> None:
        """Raise one error that lists all faults."""
        if self._cases:
            raise BadData("\n".join([f"{self.source} cannot be used:", *self._lines()]))

    def _lines(self) -> Iterable[str]:
        for expectation, cases in self._cases.items():
            more = self._counts[expectation] - len(cases)
            rest = f" and {more:,} more" if cases and more > 0 else ""
            yield f"- {expectation}" + (f", got {', '.join(cases)}{rest}" if cases else "")
