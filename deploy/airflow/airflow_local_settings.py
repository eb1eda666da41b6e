"""Warms the processes that fork a child for each task or each DAG file: the child finds all it needs.

Importing pandas and scikit-learn costs about 2.5 s a task; Airflow's own part of a task, and dagspec, cost
some tenths more. Only the scheduler (LocalExecutor) and the Celery worker start tasks, and only the DAG
processor parses for Airflow, so only they pay. The price: they see changed code after a restart.
"""

import importlib
import logging
import os
import sys
from collections.abc import Mapping

PARSING = (
    "airflow.providers.http.operators.http",
    "airflow.providers.smtp.operators.smtp",
    "airflow.providers.standard.operators.bash",
    "airflow.providers.standard.operators.python",
    "airflow.providers.standard.sensors.external_task",  # asked for by Airflow's serialisation
    "airflow.sdk.definitions.asset.metadata",
    "dagspec.build",
    "dagspec.catalogue.jinja_parse",
    "encodings.unicode_escape",
    "encodings.utf_8_sig",
    "jinja2.ext",
    "jinja2.meta",
    "pipeline_tasks.callbacks",
    "upath.implementations.local",
)
# Airflow imports its own part of a task when a worker process gets its first one.
RUNNING = (
    "airflow.dag_processing.bundles.local",
    "airflow.sdk._shared.logging.factory",
    "airflow.sdk._shared.logging.remote",
    "airflow.sdk._shared.logging.structlog",
    "airflow.sdk.definitions.connection",
    "airflow.sdk.execution_time.cache",
    "airflow.sdk.execution_time.coordinator",
    "airflow.sdk.execution_time.request_handlers",
    "airflow.sdk.execution_time.schema.migrator",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "airflow.sdk.execution_time.timeout",
    "airflow.sdk.log",
    "email.mime.application",
    "email.mime.multipart",
    "email.mime.text",
    "pipeline_tasks.evaluate",
    "pipeline_tasks.failed_run",
    "pipeline_tasks.finish",
    "pipeline_tasks.load",
    "pipeline_tasks.preprocess",
    "pipeline_tasks.record",
    "pipeline_tasks.separate",
    "pipeline_tasks.summarize",
    "pipeline_tasks.train",
    "smtplib",
)
# The client of an object store takes longer to import than pandas.
STORES = {"s3": "s3fs", "gs": "gcsfs"}


def starts_tasks(arguments: list[str], environment: Mapping[str, str]) -> bool:
    """Whether this process is one that forks tasks, by its command line and by the executor."""
    if arguments[1:2] == ["scheduler"]:
        # Its workers are forked from the scheduler; a module may follow its name.
        executor = environment.get("AIRFLOW__CORE__EXECUTOR", "LocalExecutor")
        return executor.partition(":")[0] == "LocalExecutor"
    return arguments[1:3] == ["celery", "worker"]


def list_modules(arguments: list[str], environment: Mapping[str, str]) -> tuple[str, ...]:
    """What the children of this process will import; with an object store its client too."""
    if starts_tasks(arguments, environment):
        modules = PARSING + RUNNING
    elif arguments[1:2] == ["dag-processor"]:
        modules = PARSING
    else:
        return ()
    client = STORES.get(environment.get("PIPELINE_STORAGE", "").partition("://")[0])
    return (*modules, client) if client else modules


def warm(modules: tuple[str, ...]) -> None:
    """Imports what the children will import. What is missing here is left to the child that needs it."""
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError as error:
            logging.getLogger(__name__).warning("not warmed: %s (%s)", module, error)


warm(list_modules(sys.argv, os.environ))
if starts_tasks(sys.argv, os.environ):
    from pipeline_rehearsal import rehearse

    rehearse()
if sys.argv[1:3] == ["celery", "worker"]:
    # LocalExecutor does so by itself.
    from celery.signals import task_postrun
    from spare_processes import prepare_spare

    task_postrun.connect(prepare_spare)
if sys.argv[1:2] == ["scheduler"]:
    import waiting_scheduler

    waiting_scheduler.install()
if sys.argv[1:2] == ["api-server"]:
    import action_log

    action_log.install()
