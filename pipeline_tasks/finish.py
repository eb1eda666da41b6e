"""The end of a run: prints how every task went, and fails when one of them failed.

Airflow decides on the state of a run by its last tasks alone. The last task here runs after a
failure too, so it has to look back: otherwise it would paint a failed run green.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline_tasks.errors import BadArgument, RunFailed

_FAILED = {"failed", "upstream_failed"}


def finish_run(states: str, best_effort: Sequence[str] = ()) -> None:
    """Print the state of each task and raise RunFailed when one failed that may not fail.

    Parameters
    ----------
    states : str
        JSON of `{run_id: {task_id: state}}`, as Airflow's `ti.get_task_states` answers.
    best_effort : sequence of str
        Tasks whose failure does not fail the run.
    """
    by_task = _parse(states)
    width = max((len(task_id) for task_id in by_task), default=0)
    for task_id, state in by_task.items():
        print(f"{task_id:<{width}}  {state or 'not run'}")
    failed = [
        task_id for task_id, state in by_task.items() if state in _FAILED and task_id not in best_effort
    ]
    if failed:
        raise RunFailed(
            f"expected every task to succeed, got {len(failed)} that did not: {', '.join(failed)}"
        )
    print("\nfinal status: success")


def _parse(states: str) -> dict[str, str | None]:
    try:
        runs = json.loads(states)
        return {task_id: state for tasks in runs.values() for task_id, state in tasks.items()}
    except (ValueError, AttributeError) as error:
        raise BadArgument(f"expected JSON of {{run_id: {{task_id: state}}}}, got {states!r:.200}") from error
