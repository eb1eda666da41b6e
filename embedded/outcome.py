"""What a run left behind: scores or the error, and where everything is."""

import time
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from embedded.airflow_api import Run
from embedded.settings import Settings
from pipeline_tasks.record import BrokenRecord, RunRecord, read_record

LAST_WORD_SECONDS = 5.0
POLL_SECONDS = 0.1


def print_outcome(console: Console, settings: Settings, run: Run, *, dag_id: str) -> None:
    """The verdict, then the scores or the failed task, then the files."""
    seconds = f" in {run.seconds:.1f} s" if run.seconds is not None else ""
    verdict = "[bold green]Succeeded[/]" if run.state == "success" else "[bold red]Failed[/]"
    console.print(f"\n{verdict}{seconds}  [dim]{run.run_id}[/]")
    try:
        record = read_last_word(settings, run)
    except (OSError, BrokenRecord) as error:
        console.print(f"  The record of the run cannot be read: {escape(str(error))}", soft_wrap=True)
        record = None
    if record is not None:
        print_record(console, settings, record, run)
    print_files(console, settings, run, record)
    console.print(f"  Run     {settings.airflow_url}/dags/{dag_id}/runs/{run.run_id}", soft_wrap=True)


def read_last_word(settings: Settings, run: Run) -> RunRecord:
    """The record; that of a failed run may name what failed only when Airflow has called back."""
    deadline = time.monotonic() + LAST_WORD_SECONDS
    while True:
        record = read_record(str(settings.storage), run.run_id)
        is_told = record.state != "running" and record.failure is not None
        if run.state == "success" or is_told or time.monotonic() > deadline:
            return record
        time.sleep(POLL_SECONDS)


def print_record(console: Console, settings: Settings, record: RunRecord, run: Run) -> None:
    """The scores of a good run, or the error of a failed one."""
    if run.state == "success":
        print_scores(console, record)
        return
    print_failure(console, record)
    console.print(f"  {describe_publication(settings, record)}")


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


def describe_publication(settings: Settings, record: RunRecord) -> str:
    """What became of the model when the run failed."""
    if record.model is not None and record.model.published:
        return "The model of this run had been published before that."
    if (settings.storage / "model" / "manifest.json").exists():
        return "Nothing was published; the model from before is still in place."
    return "Nothing was published, and there is no model from before."


def print_files(console: Console, settings: Settings, run: Run, record: RunRecord | None) -> None:
    """The files of this run that a person may want to open next."""
    model = settings.storage / "model"
    is_published = record is not None and record.model is not None and record.model.published
    rows = {
        "Model": model / "logistic_regression_model.pkl" if is_published else None,
        "Summary": model / "model_summary.txt" if is_published else None,
        "Record": settings.storage / "records" / f"{run.run_id}.json",
        "Email": find_email(settings, run),
    }
    for name, path in rows.items():
        if path is not None and path.exists():
            console.print(f"  {name:7} {show_path(path)}", soft_wrap=True, highlight=False)


def find_email(settings: Settings, run: Run) -> Path | None:
    """The newest email that came since the run started, if any did."""
    started = run.started_at.timestamp() if run.started_at else 0
    emails = (path for path in settings.mail.glob("*.eml") if path.stat().st_mtime >= started)
    return max(emails, default=None)


def show_path(path: Path) -> str:
    """A path as short as it can be written from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def print_addresses(console: Console, settings: Settings, password: str) -> None:
    """Where to look while the stack serves; the password until it has been shown once."""
    console.print()
    mark = settings.storage / "login-shown"
    if mark.exists():
        login = f"login admin, password in {show_path(settings.airflow_home / 'passwords.json')}"
    else:
        login = f"login [bold]admin[/], password [bold]{escape(password)}[/]"
    console.print(f"  Airflow {settings.airflow_url}  ({login})", soft_wrap=True, highlight=False)
    console.print(f"  Monitor {settings.monitor_url}", highlight=False)
    mark.touch()
