"""Runs in the words of the JSON interface: each is put into words once, only its age anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from monitor.answers import run_answer
from monitor.conditional import Words, lasting_text, tagged
from monitor.moments import age
from monitor.summary import RunSummary

MOST_REMEMBERED = 500
"""About 3 kB each."""


class RunWords(NamedTuple):
    """The text of a run up to its age and after it, and what of it the ETag is made from."""

    before: str
    after: str
    lasting: str

    def at(self, seconds: float | None) -> str:
        """The whole text."""
        return f"{self.before}{json.dumps(seconds)}{self.after}"


def run_words(run: RunSummary) -> RunWords:
    """Put a run into words."""
    body = run_answer(run, run.written_at)
    # Its age is the last number in it, and zero when the record is written.
    before, _, after = json.dumps(body, allow_nan=False).rpartition("0.0")
    return RunWords(before, after, lasting_text(body))


remembered = lru_cache(MOST_REMEMBERED)(run_words)


def list_words(head: Mapping[str, object], runs: Iterable[RunSummary], now: datetime) -> Words:
    """The head with `runs` as its last entry."""
    each = [(remembered(run), age(run.written_at, now)) for run in runs]
    listed = ", ".join([words.at(seconds) for words, seconds in each])
    text = f'{json.dumps(head).removesuffix("}")}, "runs": [{listed}]}}'
    return tagged(text, "\n".join([lasting_text(head), *(words.lasting for words, _ in each)]))
