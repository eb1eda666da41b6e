"""Airflow's LocalExecutor, whose workers fork a process for the next task while there is none."""

from multiprocessing.queues import SimpleQueue
from typing import Any

from airflow.executors.local_executor import LocalExecutor
from spare_processes import prepare_spare


class RestingQueue:
    """The queue of the tasks, whose readers prepare for a task while there is none."""

    def __init__(self, queue: SimpleQueue[Any]) -> None:
        self.queue = queue

    def get(self) -> Any:
        """Waits for a task."""
        prepare_spare()
        return self.queue.get()

    def put(self, task: Any) -> None:
        """Adds a task."""
        self.queue.put(task)

    def empty(self) -> bool:
        """Whether all tasks are taken."""
        return self.queue.empty()

    def close(self) -> None:
        """Lets go of the queue."""
        self.queue.close()


class SpareLocalExecutor(LocalExecutor):
    """The executor of the embedded stack."""

    def end(self) -> None:
        """Lets the workers end, each by a message, whoever takes it.

        Airflow sends one for each that is alive at that moment. A worker may have ended by the message of
        another then, which waits for ever, and Airflow for it.
        """
        for _ in self.workers:
            self.tasks.put(None)
        super().end()

    @property
    def activity_queue(self) -> RestingQueue:
        """Where the workers get their tasks from."""
        return self.tasks

    @activity_queue.setter
    def activity_queue(self, queue: SimpleQueue[Any]) -> None:
        self.tasks = RestingQueue(queue)
