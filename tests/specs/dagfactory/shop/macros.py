"""What the templates of the shop's pipelines may call."""

from __future__ import annotations


def week_of(day: str) -> str:
    """Return the week of a day such as 2026-01-31."""
    return day[:7]


def shout(text: str) -> str:
    """Return the text in capitals."""
    return text.upper()
