"""What a run left behind: scores or the error, and where everything is."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from embedded.airflow_api import Run
from embedded.settings import Settings
from pipeline_tasks.record import RunRecord, read_record


def print_outcome(console: Console, settings: Settings, run: Run, *, dag_id: str) -> None:
    """The verdict, then the scores or the failed task, then the files."""
    record = read_record(str(settings.storage), run.run_id)
    seconds = f" in {run.seconds:.1f} s" if run.seconds is not None else ""
    console.print()
    if run.state == "success":
        console.print(f"[bold green]Succeeded[/]{seconds}  [dim]{run.run_id}[/]")
        print_scores(console, record)
    else:
        console.print(f"[bold red]Failed[/]{seconds}  [dim]{run.run_id}[/]")
        print_failure(console, record)
    print_files(console, settings, run)
    console.print(f"  Run     {settings.airflow_url}/dags/{dag_id}/runs/{run.run_id}", soft_wrap=True)


def print_scores(console: Console, record: RunRecord) -> None:
    """The scores on the test rows."""
    scores = record.scores
    if scores is None:
        return
    interval = scores.intervals["accuracy"]
    console.print(
        f"  Test accuracy [bold]{scores.test.accuracy:.3f}[/]"
        f" ({scores.confidence:.0%} interval {interval.low:.3f} to {interval.high:.3f}),"
        f" ROC AUC {scores.test.roc_auc:.3f}, log loss {scores.test.log_loss:.3f};"
        f" training accuracy {scores.train.accuracy:.3f}",
        soft_wrap=True,
    )


def print_failure(console: Console, record: RunRecord) -> None:
    """The task that failed first, and its error."""
    failure = record.failure
    if failure is None:
        console.print("  No task noted an error; the task logs in Airflow may tell more.")
        return
    console.print(f"  Task    [bold]{failure.task_id}[/]")
    if failure.error is not None:
        console.print(
            f"  Error   {escape(failure.error.type)}: {escape(failure.error.message)}", soft_wrap=True
        )
    console.print("  A model that was published before is still in place.")


def print_files(console: Console, settings: Settings, run: Run) -> None:
    """The files that a person may want to open next."""
    storage = settings.storage
    rows = {
        "Model": storage / "model" / "logistic_regression_model.pkl",
        "Summary": storage / "model" / "model_summary.txt",
        "Record": storage / "records" / f"{run.run_id}.json",
        "Email": max(settings.mail.glob("*.eml"), default=None),
    }
    for name, path in rows.items():
        if path is not None and path.exists():
            console.print(f"  {name:7} {show_path(path)}", soft_wrap=True, highlight=False)


def show_path(path: Path) -> str:
    """A path as short as it can be written from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def print_addresses(console: Console, settings: Settings, *, password: str | None) -> None:
    """Where to look while the stack serves; the password only when it was generated just now."""
    console.print()
    login = f"login [bold]admin[/], password [bold]{escape(password)}[/]" if password else "login admin"
    if not password:
        login += f", password in {show_path(settings.airflow_home / 'passwords.json')}"
    console.print(f"  Airflow {settings.airflow_url}  ({login})", soft_wrap=True, highlight=False)
    console.print(f"  Monitor {settings.monitor_url}", highlight=False)
