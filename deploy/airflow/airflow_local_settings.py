"""Warms the processes that start tasks: the heavy libraries are imported once, before the fork.

Airflow forks a process for each task. Importing pandas and scikit-learn in each of them costs about
2.5 s a task; a forked child finds them imported already. Only the scheduler (LocalExecutor) and the
Celery worker start tasks, so only they pay. The price: they see changed task code after a restart.
"""

import importlib
import logging
import os
import sys

MODULES = (
    "pipeline_tasks.load",
    "pipeline_tasks.preprocess",
    "pipeline_tasks.separate",
    "pipeline_tasks.train",
    "pipeline_tasks.evaluate",
    "pipeline_tasks.summarize",
    "pipeline_tasks.callbacks",
    "airflow.providers.standard.operators.bash",
    "airflow.providers.standard.operators.python",
    "airflow.providers.smtp.operators.smtp",
    "airflow.providers.http.operators.http",
    "dagspec.build",
)


# The client of an object store takes longer to import than pandas.
STORES = {"s3": "s3fs", "gs": "gcsfs"}


def starts_tasks(arguments: list[str]) -> bool:
    """Whether this process is one that forks tasks, by its command line and by the executor."""
    if arguments[1:2] == ["scheduler"]:
        return os.environ.get("AIRFLOW__CORE__EXECUTOR", "LocalExecutor") == "LocalExecutor"
    return arguments[1:3] == ["celery", "worker"]


def list_modules(storage: str) -> tuple[str, ...]:
    """What tasks will import: with an object store its client too."""
    client = STORES.get(storage.partition("://")[0])
    return (*MODULES, client) if client else MODULES


def warm() -> None:
    """Imports what tasks will import. What is missing here is left to the task that needs it."""
    for module in list_modules(os.environ.get("PIPELINE_STORAGE", "")):
        try:
            importlib.import_module(module)
        except ImportError as error:
            logging.getLogger(__name__).warning("not warmed: %s (%s)", module, error)


if starts_tasks(sys.argv):
    warm()
