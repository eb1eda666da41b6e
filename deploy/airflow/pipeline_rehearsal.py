"""Does once what each task would do for a first time: Airflow's part of it, then the pipeline on sixty rows.

It is for the process that forks the tasks, which find it done. None of it leaves a thread behind, which would
not survive a fork, or a file. Specs are not rehearsed: what is known of them must be as new as their task.
"""

import io
import logging
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from pydantic import JsonValue, TypeAdapter

RUN_ID = "rehearsal"
ROWS = "\n".join(["size,weight,kind", *(f"{i % 7},{i % 5 + i % 2},{i % 2}" for i in range(60))])

MAIL = {
    "conn_id": "smtp",
    "from_email": "a@example.com",
    "to": "b@example.com",
    "subject": "",
    "html_content": "",
}
TASKS = {
    "start": {"operator": "airflow.providers.standard.operators.bash.BashOperator", "bash_command": "true"},
    "load": {
        "operator": "airflow.providers.standard.operators.python.PythonOperator",
        "python_callable": "pipeline_tasks.load.load_data",
        "op_kwargs": {"run_id": "{{ run_id }}", "features": ["size"], "ranges": {"size": [0, 1.0]}},
        "dependencies": ["start"],
    },
    "email": {
        "operator": "airflow.providers.smtp.operators.smtp.EmailOperator",
        **MAIL,
        "dependencies": ["load"],
    },
    "tell": {
        "operator": "airflow.providers.http.operators.http.HttpOperator",
        "endpoint": "",
        "dependencies": ["email"],
    },
}


def open_client() -> None:
    """Reads the certificates of all authorities."""
    from airflow.sdk.api.client import Client

    Client(base_url="http://localhost", token="").close()


def fill_in_template() -> None:
    """Compiles Jinja's lexer."""
    from airflow.sdk import DAG

    DAG("rehearsal", schedule=None).get_template_env().from_string("{{ 1 }}")


def look_for_entry_points() -> None:
    """Looks through all installed packages for plugins, and loads none."""
    from airflow.sdk._shared.module_loading import entry_points_with_dist

    entry_points_with_dist("airflow.plugins")


def share_adapters() -> None:
    """Makes Pydantic's adapters once that Airflow makes in each task, two of all its messages: 4 ms."""
    from airflow.sdk.execution_time import comms, task_runner

    made = cache(TypeAdapter)

    def find_or_make(kind: object, **settings: Any) -> TypeAdapter[Any]:
        try:
            return made(kind, **settings)
        except TypeError:  # a type that has no hash
            return TypeAdapter(kind, **settings)

    for module in (comms, task_runner):
        module.TypeAdapter = find_or_make
    comms.CommsDecoder(socket=None)
    task_runner.TypeAdapter(JsonValue)


def configure_models() -> None:
    """Imports all of Airflow's models and links them, as Celery's first note of a result does."""
    from airflow.models import import_all_models
    from sqlalchemy.orm import configure_mappers

    import_all_models()
    configure_mappers()


def build_dag() -> None:
    """Has dag-factory build a DAG of each kind of operator that the pipeline has, out of no spec."""
    from dagfactory.dagbuilder import DagBuilder

    start = {"start_date": "2026-01-01", "retries": 1, "retry_delay_sec": 1}
    config = {"schedule": "@daily", "default_args": start, "tasks": TASKS}
    DagBuilder(RUN_ID, config, {}, "").build()


def run_pipeline() -> None:
    """Runs the functions of the pipeline, from the file to the published model, in a folder of its own."""
    with TemporaryDirectory(prefix="rehearsal-") as storage, redirect_stdout(io.StringIO()):
        source = Path(storage) / "rows.csv"
        source.write_text(ROWS, "utf-8")
        for state in ("running", "success"):
            note_task(storage, state)
        train_and_publish(str(source), storage)


def note_task(storage: str, state: str) -> None:
    """Notes the state of a task in the run record, as its callbacks do."""
    from pipeline_tasks.callbacks import record_task

    now = datetime.now(UTC)
    task = SimpleNamespace(
        dag_id="rehearsal", run_id=RUN_ID, task_id="load", try_number=1, start_date=now, end_date=now
    )
    run = SimpleNamespace(start_date=now, logical_date=now)
    record_task({"ti": task, "dag_run": run}, storage=storage, state=state)


def train_and_publish(source: str, storage: str) -> None:
    """Runs the functions of the tasks one after another."""
    from pipeline_tasks.evaluate import evaluate_model
    from pipeline_tasks.load import load_data
    from pipeline_tasks.preprocess import preprocess_data
    from pipeline_tasks.separate import separate_data
    from pipeline_tasks.summarize import summarize_model
    from pipeline_tasks.train import train_model

    place = {"storage": storage, "run_id": RUN_ID}
    columns = {"features": ["size", "weight"], "target": "kind", "ranges": {"size": [0, 10]}, "flags": []}
    rows = load_data(source=source, tolerated_share=0.5, minimum_per_class=2, **columns, **place)
    split = preprocess_data(data=rows, test_size=0.3, seed=1, **place)
    arrays = separate_data(data=split, **place)
    model = train_model(data=arrays, regularization=1.0, max_iterations=100, solver="lbfgs", seed=1, **place)
    known = {"data": arrays, "model": model, **place}
    sampling = {"folds": 2, "repeats": 1, "bootstrap_samples": 10, "confidence": 0.95, "seed": 1}
    evaluation = evaluate_model(**known, **sampling)
    summarize_model(evaluation=evaluation, minimum_scores={"accuracy": 0.0}, **known)


FirstUse = Callable[[], None]
FIRST_USES: tuple[FirstUse, ...] = (
    open_client,
    fill_in_template,
    look_for_entry_points,
    share_adapters,
    configure_models,
    build_dag,
    run_pipeline,
)


def rehearse(uses: tuple[FirstUse, ...] = FIRST_USES) -> None:
    """Does each. What cannot be rehearsed is left to the task that needs it."""
    for use in uses:
        try:
            use()
        except Exception as error:  # noqa: BLE001  the process starts without it: Airflow would not go on
            logging.getLogger(__name__).warning("not rehearsed: %s (%s)", use.__name__, error)
