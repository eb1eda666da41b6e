"""Values of the spec: what kinds there are, and how they are read where templates hand over text."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import astuple
from typing import Annotated, Any, get_args

from annotated_types import Ge, Gt, Le, Lt

from pipeline_tasks.errors import BadArgument

# dagspec holds the spec against these before anything runs.
Seed = Annotated[int, Ge(0), Le(4_294_967_295)]  # what scikit-learn and NumPy take
Count = Annotated[int, Ge(1)]
Several = Annotated[int, Ge(2)]
Positive = Annotated[float, Gt(0)]
Share = Annotated[float, Gt(0), Lt(1)]
Tolerance = Annotated[float, Ge(0), Lt(1)]
Limit = Annotated[float, Ge(0)]

_RELATIONS = {
    Ge: ("of at least", operator.ge),
    Gt: ("above", operator.gt),
    Le: ("of at most", operator.le),
    Lt: ("below", operator.lt),
}


def number(name: str, value: float | str, kind: Any = float) -> float:
    """Read a number of a kind such as `Share`."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if math.isnan(found) or not _holds(kind, found):
        raise BadArgument(f"expected {name} to be a number{_in_words(kind)}, got {value!r}")
    return found


def whole(name: str, value: int | str, kind: Any = int) -> int:
    """Read a whole number of a kind such as `Count`."""
    try:
        found = int(str(value))
    except ValueError:
        found = None
    if found is None or not _holds(kind, found):
        raise BadArgument(f"expected {name} to be a whole number{_in_words(kind)}, got {value!r}")
    return found


def columns(features: Sequence[str], target: str) -> list[str]:
    """Check that the columns to learn from are there, once, and without the target."""
    names = [*features]
    if isinstance(features, str) or not names or len(set(names)) < len(names) or target in names:
        raise BadArgument(f"expected features to be different columns without {target!r}, got {features!r}")
    return names


def _holds(kind: Any, found: float) -> bool:
    return all(_RELATIONS[type(bound)][1](found, *astuple(bound)) for bound in _bounds(kind))


def _in_words(kind: Any) -> str:
    return " and".join(f" {_RELATIONS[type(bound)][0]} {astuple(bound)[0]}" for bound in _bounds(kind))


def _bounds(kind: Any) -> tuple[Any, ...]:
    return get_args(kind)[1:]
