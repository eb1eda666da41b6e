"""What may happen to the stack while the pipeline runs, and what has to come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from embedded.airflow_api import Run
from tests.stack.compose import Stack, crash, docker

Task = dict[str, Any]
Proof = Callable[[Stack, Task, Run], None]
# Leaves the volume of the models without room; the records are on another.
FILL = "dd if=/dev/zero of=/opt/airflow/model/ballast bs=1M count=600 2>/dev/null; true"
FREE = "rm -f /opt/airflow/model/ballast"
IN_CLI = ("exec", "-T", "airflow-cli", "sh", "-c")


@dataclass(frozen=True)
class Fault:
    """One blow, struck while a task runs, its expected outcome, and what shows that the blow was felt."""

    name: str
    task: str
    strike: Callable[[Stack, Task], None]
    expected: str
    proof: Proof
    state: str = "success"
    failed_task: str = "-"
    publishes: bool = True
    mend: Callable[[Stack], None] = lambda stack: None


def crash_worker_of_task(stack: Stack, task: Task) -> None:
    """Kills what the worker that runs the task consists of; a worker's host name is its container's."""
    crash(task["hostname"])


def remove_worker_of_task(stack: Stack, task: Task) -> None:
    """Takes the worker that runs the task away, and nothing brings it back."""
    docker("kill", task["hostname"])


def kill(service: str) -> Callable[[Stack, Task], None]:
    """Kills a service from inside, which Docker answers with a restart."""
    return lambda stack, task: crash(stack.compose.container(service))


def command(*arguments: str) -> Callable[..., None]:
    """Does to the stack what one does with `docker compose ...`."""

    def strike(stack: Stack, task: Task | None = None) -> None:
        stack.compose.command(*arguments)

    return strike


def retried(stack: Stack, struck: Task, run: Run) -> None:
    """The task that was struck needed another try."""
    now = stack.tasks(run)[struck["task_id"]]
    assert now["try_number"] > struck["try_number"], f"{struck['task_id']} was not retried"


def retried_elsewhere(stack: Stack, struck: Task, run: Run) -> None:
    """The other try was made by another worker."""
    retried(stack, struck, run)
    now = stack.tasks(run)[struck["task_id"]]
    assert now["hostname"] != struck["hostname"], f"{now['hostname']} took it again"


def restarted(service: str) -> Proof:
    """The service was started after the task that was struck."""

    def prove(stack: Stack, struck: Task, run: Run) -> None:
        began = datetime.fromisoformat(struck["start_date"])
        assert stack.compose.started_at(service) > began, f"{service} was not restarted"

    return prove


def restarted_around_the_task(service: str) -> Proof:
    """The service was started again while the task went on, in the same try."""

    def prove(stack: Stack, struck: Task, run: Run) -> None:
        restarted(service)(stack, struck, run)
        now = stack.tasks(run)[struck["task_id"]]
        assert now["try_number"] == struck["try_number"], f"{struck['task_id']} was tried again"

    return prove


def ended(task_id: str, state: str, tries: int) -> Proof:
    """A task that needed what was struck ended like this."""

    def prove(stack: Stack, struck: Task, run: Run) -> None:
        now = stack.tasks(run)[task_id]
        assert (now["state"], now["try_number"]) == (state, tries)

    return prove


def mailed_as_failed(stack: Stack, struck: Task, run: Run) -> None:
    """The newest mail tells of the failure."""
    subject = stack.mails()[0]["Subject"]
    assert subject.startswith("[failed]"), subject


FAULTS = (
    Fault(
        "worker killed",
        "load_data",
        crash_worker_of_task,
        "the task counts as lost after its heartbeat timeout and is retried; the run succeeds",
        retried,
    ),
    Fault(
        "worker gone for good",
        "load_data",
        remove_worker_of_task,
        "the task is retried by the other worker; the run succeeds",
        retried_elsewhere,
        mend=command("start", "airflow-worker"),
    ),
    Fault(
        "worker killed while it publishes",
        "model_summary",
        crash_worker_of_task,
        "the task is retried, the model is whole, the run succeeds",
        retried,
    ),
    Fault(
        "Redis restarted",
        "load_data",
        command("restart", "redis"),
        "the queue is on disk; the run succeeds",
        restarted("redis"),
    ),
    Fault(
        "PostgreSQL restarted",
        "load_data",
        command("restart", "postgres"),
        "all connect again; the run succeeds",
        restarted("postgres"),
    ),
    Fault(
        "scheduler killed",
        "load_data",
        kill("airflow-scheduler"),
        "it restarts and adopts the running task; the run succeeds",
        restarted_around_the_task("airflow-scheduler"),
    ),
    Fault(
        "dag-processor killed",
        "load_data",
        kill("airflow-dag-processor"),
        "it restarts and closes the record; the run succeeds",
        restarted_around_the_task("airflow-dag-processor"),
    ),
    Fault(
        "API server killed",
        "load_data",
        kill("airflow-apiserver"),
        "tasks wait for it; the run succeeds",
        restarted_around_the_task("airflow-apiserver"),
    ),
    Fault(
        "monitor down",
        "build_model",
        command("stop", "--timeout", "1", "monitor"),
        "trigger_flask_api fails, which is best effort; the run succeeds",
        ended("trigger_flask_api", "failed", 1),
        mend=command("start", "monitor"),
    ),
    Fault(
        "SMTP server down",
        "build_model",
        command("stop", "--timeout", "1", "mailpit"),
        "the email fails after its retry; the model is published, the run ends failed",
        ended("send_success_email", "failed", 2),
        state="failed",
        failed_task="send_success_email",
        mend=command("start", "mailpit"),
    ),
    Fault(
        "disk of the artifacts full",
        "build_model",
        command(*IN_CLI, FILL),
        "nothing is published and the model before stays whole; the failure is mailed, the run ends failed",
        mailed_as_failed,
        state="failed",
        failed_task="model_summary",
        publishes=False,
        mend=command(*IN_CLI, FREE),
    ),
)
