"""Which runs a caller wants to see: read from the URL, every mistake named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STATES = ("running", "success", "failed", "broken")
PAGE_SIZE, MOST_PER_PAGE, LAST_PAGE = 25, 200, 100_000


class BadQuery(ValueError):
    """The URL asks for something that does not exist."""


@dataclass(frozen=True)
class RunQuery:
    """A page of the list of runs."""

    state: str | None = None
    page: int = 1
    limit: int = PAGE_SIZE

    @property
    def states(self) -> tuple[str, ...]:
        """The states to show; none means all."""
        return (self.state,) if self.state else ()

    @property
    def offset(self) -> int:
        """How many runs come before the page."""
        return (self.page - 1) * self.limit

    def pages(self, total: int) -> int:
        """How many pages so many runs fill; one at least."""
        return max(1, -(-total // self.limit))

    @classmethod
    def read(cls, values: Mapping[str, str]) -> RunQuery:
        """Read the query of a URL; other names in it, such as those of a mailing, mean nothing here."""
        return cls(
            state=_state(values.get("state", "")),
            page=_number(values, "page", 1, LAST_PAGE),
            limit=_number(values, "limit", PAGE_SIZE, MOST_PER_PAGE),
        )


def _state(text: str) -> str | None:
    if text and text not in STATES:
        raise BadQuery(f"state: expected one of {', '.join(STATES)}, got {text!r:.80}")
    return text or None


def _number(values: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = values.get(name)
    if text is None:
        return default
    # isdecimal alone also takes the digits of other scripts.
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0
    if not 1 <= number <= most:
        raise BadQuery(f"{name}: expected a whole number from 1 to {most}, got {text!r:.80}")
    return number
