"""Values of the spec, which templates and the environment hand over as text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline_tasks.errors import BadArgument


def number(name: str, value: float | str, *, above: float = -math.inf, below: float = math.inf) -> float:
    """Read a number between two bounds, which it may not reach."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not above < found < below:
        raise BadArgument(f"expected {name} to be a number{_between(above, below)}, got {value!r}")
    return found


def whole(name: str, value: int | str, *, minimum: int) -> int:
    """Read a whole number."""
    try:
        found = int(str(value))
    except ValueError:
        found = minimum - 1
    if found < minimum:
        raise BadArgument(f"expected {name} to be a whole number of at least {minimum}, got {value!r}")
    return found


def columns(features: Sequence[str], target: str) -> list[str]:
    """Check that the columns to learn from are there, once, and without the target."""
    names = [*features]
    if isinstance(features, str) or not names or len(set(names)) < len(names) or target in names:
        raise BadArgument(f"expected features to be different columns without {target!r}, got {features!r}")
    return names


def _between(above: float, below: float) -> str:
    if math.isfinite(above) and math.isfinite(below):
        return f" between {above:g} and {below:g}"
    return f" above {above:g}" if math.isfinite(above) else ""
