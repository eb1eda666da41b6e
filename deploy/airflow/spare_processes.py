"""Processes that wait for a task, so that no task waits for its process.

Airflow forks a process when a task has come: 10 ms in a worker that holds pandas and scikit-learn. Here a
worker forks it while it has nothing else to do. The process has checked no spec and knows nothing of its task
until it gets it; from then on it is like any other. It ends with its worker.
"""

import logging
import os
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs
from airflow import settings
from airflow.sdk._shared.secrets_masker import reset_secrets_masker
from airflow.sdk.api.client import Client, ServerResponseError
from airflow.sdk.api.datamodels._generated import TaskInstance
from airflow.sdk.execution_time.comms import SetRenderedFields, ToSupervisor
from airflow.sdk.execution_time.coordinator import BaseCoordinator
from airflow.sdk.execution_time.supervisor import ActivitySubprocess
from airflow.sdk.execution_time.task_runner import main
from setproctitle import setproctitle
from structlog.typing import FilteringBoundLogger

from dagspec.build import build_ahead
from dagspec.project import DEFAULT_FOLDER

TITLE = "airflow worker -- spare"
NO_TASK = UUID(int=0)


@attrs.define(kw_only=True)
class SpareProcess(ActivitySubprocess):
    """The process of a task, which is there before its task."""

    gate: int = attrs.field(repr=False)
    """The end of a pipe. A byte lets the process begin; when the pipe closes, it ends."""

    @classmethod
    def fork(cls) -> Self:
        """Forks a process that waits."""
        place, gate = os.pipe()

        def wait_for_task() -> None:
            os.close(gate)  # or the pipe would not close when the worker ends
            setproctitle(TITLE)
            if os.read(place, 1):
                os.close(place)
                main()

        try:
            start = super(ActivitySubprocess, cls).start  # that of ActivitySubprocess wants a task
            return start(id=NO_TASK, client=None, target=wait_for_task, new_process_group=True, gate=gate)
        except BaseException:
            os.close(gate)
            raise
        finally:
            os.close(place)

    def is_alive(self) -> bool:
        """Whether the process still waits."""
        return self._check_subprocess_exit() is None

    def wake(self) -> bool:
        """Lets the process begin; false when it has died meanwhile."""
        try:
            os.write(self.gate, b"!")
        except BrokenPipeError:
            with suppress(self._process.TimeoutExpired):
                self._process.wait(1)  # or it would stay as a zombie
            return False
        finally:
            self.leave()
        return True

    def leave(self) -> None:
        """Closes the gate."""
        os.close(self.gate)

    def begin(
        self,
        *,
        what: TaskInstance,
        client: Client,
        logger: FilteringBoundLogger | None = None,
        subprocess_logs_to_stdout: bool,
        **place: Any,
    ) -> None:
        """Hands over a task once the process is awake; the arguments are those of `execute_task`."""
        self.id, self.client, self.process_log = what.id, client, logger or self.process_log
        self.subprocess_logs_to_stdout = subprocess_logs_to_stdout
        # That a task has started is known, and need not be told again at once by a heartbeat.
        self.start_time = self._last_heartbeat_attempt = time.monotonic()
        self.listen()
        self._on_child_started(ti=what, **place)

    def listen(self) -> None:
        """Sends what the process says to the log of its task."""
        sockets = {name: each for each, name in self._open_sockets.items()}
        for each in sockets.values():
            self.selector.unregister(each)
        self._register_pipe_readers(**sockets, data={})

    def _handle_request(self, msg: ToSupervisor, log: FilteringBoundLogger, req_id: int) -> None:
        """Does what the process asks for, which waits for it, but not until what pages show is stored."""
        if not isinstance(msg, SetRenderedFields):
            super()._handle_request(msg, log, req_id)
            return
        # What a process had that has died is shown all the same.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_msg(None, request_id=req_id, error=None)
        try:
            self.client.task_instances.set_rtif(self.id, msg.rendered_fields)
        except Exception as error:  # noqa: BLE001  the task goes on
            if isinstance(error, ServerResponseError) and error.response.status_code == HTTPStatus.GONE:
                return  # another try has taken its place
            self.process_log.warning("what pages show of the task was not stored", error=str(error))

    def _service_subprocess(
        self, max_wait_time: float, raise_on_timeout: bool = False, expect_signal: int | None = None
    ) -> int | None:
        """Waits for the end of a process that has said all: Airflow looks again a heartbeat later."""
        if self._open_sockets or self._exit_code is not None:
            return super()._service_subprocess(max_wait_time, raise_on_timeout, expect_signal)
        with suppress(self._process.TimeoutExpired):
            self._process.wait(max_wait_time)
        return self._check_subprocess_exit(raise_on_timeout, expect_signal)


class SpareCoordinator(BaseCoordinator):
    """Gives each task to a process that waits, or to a new one."""

    current: ClassVar["SpareCoordinator | None"] = None

    def __init__(self) -> None:
        self.spare: SpareProcess | None = None
        self.dag_id = ""

    def execute_task(self, **task: Any) -> BaseCoordinator.ExecutionResult:
        """Runs a task to its end."""
        SpareCoordinator.current = self
        self.dag_id = task["what"].dag_id
        process = self.take()
        process.begin(**task)
        return self.ExecutionResult(process.wait(), process.final_state)

    def take(self) -> SpareProcess:
        """A process that is awake: the one that waited, or a new one."""
        spare, self.spare = self.spare, None
        if spare is None or not spare.wake():
            spare = SpareProcess.fork()
            spare.wake()
        return spare

    def prepare(self) -> None:
        """Forks a process for the next task, unless one waits."""
        if self.spare:
            if self.spare.is_alive():
                return
            self.spare.leave()
            self.spare = None
        self.build_dag()
        reset_secrets_masker()  # the next task is not to know the secrets of the last one
        try:
            self.spare = SpareProcess.fork()
        except Exception as error:  # noqa: BLE001  the worker goes on: its next task gets a process when it comes
            logging.getLogger(__name__).warning("no process waits for the next task: %s", error)

    def build_dag(self) -> None:
        """Builds the DAG of the last task, which the process finds if the next task is of the same one."""
        try:
            build_ahead(Path(settings.DAGS_FOLDER, DEFAULT_FOLDER.name), self.dag_id)
        except Exception as error:  # noqa: BLE001  the task builds it itself, and tells what is wrong
            logging.getLogger(__name__).warning("DAG %s was not built ahead: %s", self.dag_id, error)


def prepare_spare(**_: object) -> None:
    """What a worker does when it has nothing to do. A worker that has had no task yet does nothing."""
    if SpareCoordinator.current:
        SpareCoordinator.current.prepare()
