"""Keeps the last overview for as long as the storage is left alone anyway: a quarter of a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from monitor.overview import Overview

Marks = tuple[object, ...]


@dataclass(frozen=True)
class _Kept:
    overview: Overview
    marks: Marks
    until: float


class LastLook:
    """Answers with the same overview until it is too old, or one of its sources has said something new."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: _Kept | None = None

    def get(self, make: Callable[[], Overview], marks: Callable[[], Marks]) -> Overview:
        """The overview; the objects that `marks` names are replaced by their owners when they change."""
        kept = self._kept
        if kept is not None and time.monotonic() < kept.until and _are_same(kept.marks, marks()):
            return kept.overview
        overview = make()
        # While records wait to be read, each look takes in some more of them.
        until = 0.0 if overview.records.pending else time.monotonic() + self._seconds
        self._kept = _Kept(overview, marks(), until)
        return overview


def _are_same(before: Marks, now: Marks) -> bool:
    return all(one is other for one, other in zip(before, now, strict=True))
