"""Answers from a file, kept as long as the file stays as it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from monitor.database import Stamp, file_stamp

# A change younger than this may be followed by another one within the same tick of the file system.
SETTLE_SECONDS = 2.0
MOST_ANSWERS = 24
MOST_ROWS = 60
"""More than pages ask for all the time; so what is kept has a bound, some 5 MB."""

Answer = TypeVar("Answer", bound="tuple[object, ...]")


@dataclass(frozen=True)
class _Kept:
    stamp: Stamp | None
    answers: dict[Hashable, tuple[object, ...]] = field(default_factory=dict)


class Recall:
    """Knows the last answers; one that was given before the last change is forgotten."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = _Kept(None)

    def get(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question that is always asked in the same way."""
        stamp = file_stamp(self._file)  # taken first: a change from now on is seen the next time
        kept = self._kept
        if stamp is not None and stamp == kept.stamp and question in kept.answers:
            return kept.answers[question]  # type: ignore[return-value]  # what was asked for then
        answer = ask()
        if stamp is not None and time.time() - stamp[0] / 1e9 > SETTLE_SECONDS and len(answer) <= MOST_ROWS:
            self._keep(stamp, question, answer)
        return answer

    def _keep(self, stamp: Stamp, question: Hashable, answer: tuple[object, ...]) -> None:
        kept = self._kept
        if stamp != kept.stamp or len(kept.answers) >= MOST_ANSWERS:
            kept = self._kept = _Kept(stamp)
        kept.answers[question] = answer
