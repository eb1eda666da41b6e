"""The limits that a spec sets to the scores of its model: the gate of the publication."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagspec.spec import Dag

GATE = "minimum_scores"


def read_limits(dag: Dag) -> dict[str, float]:
    """By score, the limit that a task of the DAG sets; what is no number is for dagspec to report."""
    from dagspec.tree import mapping_of, plain

    arguments = (mapping_of(task.setting("op_kwargs")) for task in dag.tasks)
    gates = (plain(found.get(GATE)) for found in arguments if found)
    written = {name: limit for gate in gates if isinstance(gate, dict) for name, limit in gate.items()}
    read = {str(name): _number(limit) for name, limit in written.items()}
    return {name: limit for name, limit in read.items() if limit is not None}


def _number(written: object) -> float | None:
    try:
        number = float(str(written))
    except ValueError:
        return None
    return number if isfinite(number) else None
