"""What is wrong in a spec, where, and what to write instead: the one type for the author's mistakes.

Others may rely on this:

* Every kind of finding is a `Code` in `dagspec.codes`; a rule yields `codes.UNKNOWN_KEY.at(place, message)`.
* `message` says what is wrong with the offending word in single quotes ("expected X, got Y"), `hint` says
  what to write instead. Both start in lower case and end without a full stop.
* A `Diagnostic` is frozen, sorts by place and opens no file. Rendering is `dagspec.report`.
* `fix` is set when there is exactly one right answer: what `dagspec check --fix` writes. A hint made by
  `did_you_mean` or `write_instead` brings its fix along; nothing more is to be done in a rule. A fix is made
  only where the text at the finding's place reads `old` (quotes aside), so a place that is too wide is safe.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from itertools import islice

from dagspec.tree import Place

# More names than this are not compared letter by letter: it would take seconds.
MANY = 500


class Severity(StrEnum):
    """An error keeps the spec from being built, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to write at the place of a finding instead of what stands there."""

    old: str
    new: str


class Hint(str):
    """What to write instead, in words; `fix` says it to a program."""

    __slots__ = ("fix",)
    fix: Replacement | None


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding. The fields are those of the JSON report."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    rule: str
    severity: Severity
    message: str
    hint: str = ""
    url: str = ""
    fix: Replacement | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: a stable number, a name and how severe it is."""

    id: str
    rule: str
    severity: Severity = Severity.ERROR

    def at(self, place: Place, message: str, hint: str = "") -> Diagnostic:
        """Return a finding of this kind at a place."""
        return Diagnostic(
            *place,
            code=self.id,
            rule=self.rule,
            severity=self.severity,
            message=message,
            hint=str(hint),
            url=f"docs/rules.md#{self.id.lower()}",
            fix=getattr(hint, "fix", None),
        )


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the name that was probably meant, or None when none is near."""
    lowered = {name.lower(): name for name in names}
    if word.lower() in lowered:
        return lowered[word.lower()]
    near = get_close_matches(word.lower()[:100], _comparable(word, lowered), n=1, cutoff=0.7)
    return lowered[near[0]] if near else None


def _comparable(word: str, names: Collection[str]) -> Iterable[str]:
    """Return the names worth comparing: all, or of very many those that begin or end like the word."""
    if len(names) <= MANY:
        return names
    start, end = word[:3].lower(), word[-3:].lower()
    alike = (name for name in names if name.startswith(start) or name.endswith(end))
    return islice((name for name in alike if abs(len(name) - len(word)) <= 2), MANY)


def did_you_mean(word: str, names: Iterable[str], present: Container[object] = ()) -> str:
    """Return "did you mean 'x'?" for the nearest name, or nothing; it can be fixed when no other is near.

    A name that is `present` already cannot be written a second time.
    """
    known = tuple(names)
    name = nearest(word, known)
    if not name:
        return ""
    if name in present:
        return remove_beside(name)
    hint = Hint(f"did you mean '{name}'?")
    hint.fix = Replacement(word, name) if is_certain(word, name, known) else None
    return hint


def remove_beside(name: str) -> str:
    """Return the hint for a word that means the same as another one beside it."""
    return f"remove it: '{name}' is there as well"


def write_instead(old: str, new: str, why: str = "") -> str:
    """Return "write 'new'" as a hint, for what has one right answer."""
    hint = Hint(f"write '{new}'{f', {why}' if why else ''}")
    hint.fix = Replacement(old, new)
    return hint


def is_certain(word: str, name: str, names: Iterable[str]) -> bool:
    """Whether no other name could have been meant: a second one as near, or another number, is a doubt."""
    if [letter for letter in word if letter.isdigit()] != [letter for letter in name if letter.isdigit()]:
        return False
    likeness = SequenceMatcher(None, word.lower()[:100], name.lower()).ratio()
    others = _comparable(word, [other.lower() for other in names if other != name])
    return likeness >= 0.75 and not get_close_matches(word.lower()[:100], others, n=1, cutoff=likeness - 0.08)
