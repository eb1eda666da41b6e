"""Shows a run's tasks as they turn green, one progress bar for all of them."""

import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from embedded.airflow_api import AirflowApi, Run

POLL_SECONDS = 0.2
MARKS = {
    "success": "[green]✓[/]",
    "failed": "[red]✗[/]",
    "upstream_failed": "[yellow]·[/]",
    "skipped": "[dim]·[/]",
    "removed": "[dim]·[/]",
}


def watch_run(
    api: AirflowApi, dag_id: str, run: Run, *, console: Console, keep_going: Callable[[], None]
) -> Run:
    """Follows a run until it has ended; `keep_going` is called at each look and may raise."""
    task_ids = api.list_tasks(dag_id)
    shown: set[str] = set()
    with make_progress(console) as progress:
        bar = progress.add_task(run.run_id, total=len(task_ids), now="")
        while not run.is_finished:
            time.sleep(POLL_SECONDS)
            keep_going()
            run = api.get_run(dag_id, run.run_id)
            states = api.get_task_states(dag_id, run.run_id)
            for line in describe_new(task_ids, states, shown):
                progress.console.print(line)
            running = [task for task in task_ids if states.get(task) in {"running", "queued", "up_for_retry"}]
            progress.update(bar, completed=len(shown), now=", ".join(running))
    return run


def make_progress(console: Console) -> Progress:
    """The bar and what stands beside it."""
    return Progress(
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
        console=console,
        transient=True,
    )


def describe_new(task_ids: list[str], states: dict[str, str | None], shown: set[str]) -> list[str]:
    """A line for each task that has ended since the last look; `shown` grows by them."""
    ended = [task for task in task_ids if states.get(task) in MARKS and task not in shown]
    shown.update(ended)
    return [f"  {MARKS[str(states[task])]} {task}{describe_state(states[task])}" for task in ended]


def describe_state(state: str | None) -> str:
    """What to add behind a task's name; nothing when all is well."""
    return "" if state == "success" else f"  [dim]{str(state).replace('_', ' ')}[/]"
