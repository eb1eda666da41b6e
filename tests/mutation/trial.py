"""One mutant at a time: what Airflow makes of it, what dagspec says of it, and whether the two agree."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dagspec import Diagnostic, Severity, check_paths
from tests.mutation import oracle
from tests.mutation.forms import Form, copy_of
from tests.mutation.mutants import FAULTS, Mutant, mutant
from tests.mutation.places import Document

LIMIT = 20
# Findings about names that nobody reads, keys that stand twice and the like: Airflow runs such a spec
# without a word, and not as its author meant.
UNREAD = frozenset(
    {"unknown-key", "misplaced-key", "removed-key", "duplicate-key", "unknown-argument", "unknown-parameter",
     "duplicate-dependency", "undefined-variable", "unsafe-tag", "unknown-tag", "callable-file"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant with both answers; `verdict` is fails, differs or same."""

    form: str
    fault: str
    edit: str
    lines: tuple[int, ...]
    stage: str
    error: str
    verdict: str
    errors: tuple[tuple[int, str, str, str], ...]
    warnings: int
    seconds: float
    crash: str

    @property
    def reported(self) -> bool:
        """Whether dagspec refuses the mutant."""
        return bool(self.errors)

    @property
    def at_the_line(self) -> bool:
        """Whether an error stands where the author has to look."""
        return any(line in self.lines for line, *_ in self.errors)

    @property
    def elsewhere(self) -> bool:
        """Whether there is an error that stands somewhere else, too: noise."""
        return any(line not in self.lines for line, *_ in self.errors)

    @property
    def unread(self) -> bool:
        """Whether all that dagspec says is about what Airflow never reads."""
        return self.reported and all(rule in UNREAD for _, _, rule, _ in self.errors)


class Bench:
    """Tries mutants in a workspace of its own; what the untouched forms do is found once."""

    def __init__(self, where: Path) -> None:
        self._where = where
        self._supervisor = oracle.install()
        self._seen: dict[str, str] = {}
        self._documents: dict[str, Document] = {}

    def mutants(self, form: Form, seed: str, tries: int) -> Iterator[Mutant]:
        """Yield mutants of a form, each kind of fault in turn."""
        document = self._documents.setdefault(form.name, Document(form.text))
        for number in range(tries):
            rng = random.Random(f"{seed}:{form.name}:{number}")  # noqa: S311  repeatable, not secret
            found = mutant(form.name, document, rng.choice(list(FAULTS)), rng)
            if found:
                yield found

    def try_it(self, form: Form, found: Mutant) -> Trial:
        """Return both answers for one mutant."""
        folder = copy_of(form, self._where)
        file, changed = folder / "configs" / form.file, folder / "configs" / form.mutated
        if form.name not in self._seen:
            self._seen[form.name] = self._judge(folder, file).seen
        changed.write_text(found.text, encoding="utf-8", newline="")
        try:
            outcome = self._judge(folder, file)
            started = time.process_time()
            diagnostics, crash = _checked(file)
            seconds = time.process_time() - started
        finally:
            changed.write_text(form.text, encoding="utf-8", newline="")
        verdict = "fails" if outcome.stage else "same" if outcome.seen == self._seen[form.name] else "differs"
        errors = [each for each in diagnostics if each.severity is Severity.ERROR]
        here = changed.as_posix()
        return Trial(
            form=form.name, fault=found.fault, edit=found.edit, lines=tuple(sorted(found.lines)),
            stage=outcome.stage, error=outcome.error, verdict=verdict,
            errors=tuple(_shown(each, here) for each in errors),
            warnings=len(diagnostics) - len(errors), seconds=seconds, crash=crash,
        )  # fmt: skip

    def original(self, form: Form) -> tuple[oracle.Outcome, tuple[Diagnostic, ...]]:
        """Return both answers for the form itself."""
        folder = copy_of(form, self._where)
        file = folder / "configs" / form.file
        return self._judge(folder, file), check_paths([file], today=date.today()).diagnostics

    def _judge(self, folder: Path, file: Path) -> oracle.Outcome:
        try:
            with _at_most(LIMIT):
                return oracle.judge(folder, file, self._supervisor)
        except TimeoutError:
            return oracle.Outcome("parse", "TimeoutError: takes too long", "")


def _shown(found: Diagnostic, file: str) -> tuple[int, str, str, str]:
    return found.line if found.file == file else 0, found.code, found.rule, found.message


def _checked(file: Path) -> tuple[tuple[Diagnostic, ...], str]:
    try:
        return check_paths([file]).diagnostics, ""
    except Exception as error:  # noqa: BLE001  a crash is a finding of this test
        return (), f"{type(error).__name__}: {error}"


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
