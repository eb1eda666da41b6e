"""The executor of the stack: Airflow's CeleryExecutor, which lets the scheduler wait for PostgreSQL."""

from airflow import settings
from airflow.providers.celery.executors.celery_executor import CeleryExecutor
from database_changes import PostgresChanges
from waiting_executor import WaitingExecutor


class WaitingCeleryExecutor(WaitingExecutor, CeleryExecutor):
    """Airflow's CeleryExecutor, whose turn in the scheduler's loop lasts until there is something to do."""

    pause = 0.005

    def start(self) -> None:
        """Finds the database by Airflow's own way to it."""
        self.read_url("postgresql", "a database of PostgreSQL", "CeleryExecutor")
        super().start()
        self.changes = PostgresChanges(settings.get_engine())
