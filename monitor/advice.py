"""What to do after a failure: advice by the kind of error, else by the task, else in general."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline_tasks.record import Failure

BY_ERROR: Mapping[str, str] = {
    "BadData": (
        "Mend the data source: "
        "every fault that was found is named above. "
        "Then clear the task in Airflow, or wait for the next run."
    ),
    "BadArgument": (
        "A value of the spec does not fit. "
        "Change it in the YAML file; the page of the specs says whether the file is sound."
    ),
    "BadSplit": "Look at the data first: too few rows, or a class that is missing in one part, leads here.",
    "NotConverged": "Raise max_iterations of build_model in the spec, or make regularization smaller.",
    "GateFailed": (
        "The new model is worse than the spec allows, so it was not published. "
        "Look at the data and the drift before you lower minimum_scores."
    ),
    "Lost": (
        "The task was killed: "
        "look for memory, for a restarted host or for a stopped worker. "
        "Then clear it in Airflow."
    ),
    "TimedOut": (
        "Look in Airflow at what took the time: a slow task, or tasks that waited for a free worker. "
        "Mend that, or raise dagrun_timeout in the spec; then trigger a new run."
    ),
    "FileNotFoundError": "A file is not where the spec says it is. Check the data source and the storage.",
    "PermissionError": "Airflow may not read or write a file. Check the owner of the storage.",
}
BY_TASK: Mapping[str, str] = {
    "send_success_email": (
        "The mail server did not take the email; model and record are safe. "
        "Check the connection smtp_default in Airflow."
    ),
    "send_failure_email": (
        "The mail server did not take the email. Check the connection smtp_default in Airflow."
    ),
}
GENERAL = (
    "Read the log of the task. Mend the cause, then clear the task in Airflow: the run goes on from there."
)


def advise(failure: Failure | None) -> str:
    """Say what to do next."""
    if failure is None:
        return "The record names no failed task: look at the run in Airflow; a person may have stopped it."
    kind = failure.error.type.rpartition(".")[2] if failure.error else ""
    return BY_ERROR.get(kind) or BY_TASK.get(failure.task_id) or GENERAL
