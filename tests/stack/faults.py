"""What may happen to the stack while the pipeline runs, and what has to come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.stack.compose import Stack

Task = dict[str, Any]
# Leaves the volume of the models without room; the records are on another.
FILL = "dd if=/dev/zero of=/opt/airflow/model/ballast bs=1M count=600 2>/dev/null; true"
FREE = "rm -f /opt/airflow/model/ballast"
IN_CLI = ("exec", "-T", "airflow-cli", "sh", "-c")


@dataclass(frozen=True)
class Fault:
    """One blow, struck when a task has started, and its expected outcome."""

    name: str
    task: str
    strike: Callable[[Stack, Task], None]
    expected: str
    state: str = "success"
    failed_task: str = "-"
    publishes: bool = True
    mend: Callable[[Stack], None] = lambda stack: None


def kill_worker_of_task(stack: Stack, task: Task) -> None:
    """Kills the worker that runs the task."""
    stack.compose.kill("airflow-worker", stack.compose.worker_index(task["hostname"]))


def kill(service: str) -> Callable[[Stack, Task], None]:
    """Kills a service from inside, which Docker answers with a restart."""
    return lambda stack, task: stack.compose.kill(service)


def command(*arguments: str) -> Callable[..., None]:
    """Does to the stack what one does with `docker compose ...`."""

    def strike(stack: Stack, task: Task | None = None) -> None:
        stack.compose.command(*arguments)

    return strike


FAULTS = (
    Fault(
        "worker killed",
        "load_data",
        kill_worker_of_task,
        "the task counts as lost after its heartbeat timeout and is retried; the run succeeds",
    ),
    Fault(
        "worker killed while it publishes",
        "model_summary",
        kill_worker_of_task,
        "the task is retried, the model is whole, the run succeeds",
    ),
    Fault(
        "Redis restarted", "load_data", command("restart", "redis"), "the queue is on disk; the run succeeds"
    ),
    Fault(
        "PostgreSQL restarted",
        "load_data",
        command("restart", "postgres"),
        "all connect again; the run succeeds",
    ),
    Fault(
        "scheduler killed",
        "load_data",
        kill("airflow-scheduler"),
        "it restarts and adopts the running task; the run succeeds",
    ),
    Fault(
        "dag-processor killed",
        "load_data",
        kill("airflow-dag-processor"),
        "it restarts and closes the record; the run succeeds",
    ),
    Fault(
        "API server killed",
        "load_data",
        kill("airflow-apiserver"),
        "tasks wait for it; the run succeeds",
    ),
    Fault(
        "monitor down",
        "build_model",
        command("stop", "monitor"),
        "trigger_flask_api fails, which is best effort; the run succeeds",
        mend=command("start", "monitor"),
    ),
    Fault(
        "SMTP server down",
        "build_model",
        command("stop", "mailpit"),
        "the email fails after its retry; the model is published, the run ends failed",
        state="failed",
        failed_task="send_success_email",
        mend=command("start", "mailpit"),
    ),
    Fault(
        "disk of the artifacts full",
        "build_model",
        command(*IN_CLI, FILL),
        "nothing is published and the model before stays whole; the failure is mailed, the run ends failed",
        state="failed",
        failed_task="model_summary",
        publishes=False,
        mend=command(*IN_CLI, FREE),
    ),
)
