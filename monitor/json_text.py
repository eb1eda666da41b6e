"""All runs as one JSON document, written part by part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from monitor.answers import run_answer
from monitor.moments import machine
from monitor.overview import Overview
from monitor.summary import RunSummary


def json_parts(runs: Iterable[RunSummary], view: Overview) -> Iterator[str]:
    """Write the head, each run, and the end."""
    head = json.dumps({"dag_id": view.dag_id, "as_of": machine(view.now)})
    yield head.removesuffix("}") + ', "runs": ['
    comma = ""
    for run in runs:
        yield comma + json.dumps(run_answer(run, view.now), allow_nan=False)
        comma = ",\n"
    yield "]}"
