"""What is called when a task or a run has ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def log_end(context: Mapping[str, Any]) -> None:
    """Note that something ended."""


def tell_team(context: Mapping[str, Any], channel: str, urgent: bool = False) -> None:
    """Tell a channel that something ended."""
