"""The plain recipe as an Airflow DAG: the heavy imports at the top, pickles through XCom."""

import base64
import pickle
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.smtp.operators.smtp import EmailOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, chain

from benchmarks.workload import recipe

MAIL = {"conn_id": "smtp_default", "from_email": "pipeline@example.com", "to": "ml-team@example.com"}


def pack(value: Any) -> str:
    """A pickle that XCom can carry."""
    return base64.b64encode(pickle.dumps(value)).decode("ascii")


def unpack(text: str) -> Any:
    """What was packed."""
    return pickle.loads(base64.b64decode(text))  # noqa: S301  from the task before


def load_data(source: str) -> str:
    """The whole file."""
    return pack(recipe.load_data(Path(source)))


def data_preprocessing(data: str) -> str:
    """The split and both scalers."""
    return pack(recipe.data_preprocessing(unpack(data)))


def separate_data(arrays: str) -> str:
    """The passthrough."""
    return arrays


def build_model(arrays: str) -> str:
    """The trained model."""
    return pack(recipe.build_model(unpack(arrays)))


def evaluate_model(arrays: str, model: str) -> list[float]:
    """The two scores."""
    return list(recipe.evaluate_model(unpack(arrays), unpack(model)))


def model_summary(model: str, scores: list[float]) -> None:
    """The published model and its summary."""
    folder = Path(tempfile.mkdtemp(prefix="plain-"))
    (folder / "model.pkl").write_bytes(pickle.dumps(unpack(model)))
    (folder / "summary.txt").write_text(f"{unpack(model)}\ntrain {scores[0]}, test {scores[1]}\n", "utf-8")


def call(function: Any, **arguments: Any) -> PythonOperator:
    """A task that calls a function."""
    return PythonOperator(task_id=function.__name__, python_callable=function, op_kwargs=arguments)


with DAG(
    dag_id="plain_pipeline",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "airflow", "retries": 1, "retry_delay": timedelta(minutes=5)},
):
    load = call(load_data, source="{{ var.value.get('source') }}")
    preprocess = call(data_preprocessing, data=load.output)
    separate = call(separate_data, arrays=preprocess.output)
    build = call(build_model, arrays=separate.output)
    evaluate = call(evaluate_model, arrays=separate.output, model=build.output)
    summarize = call(model_summary, model=build.output, scores=evaluate.output)
    success = EmailOperator(task_id="send_success_email", subject="ok", html_content="ok", **MAIL)
    failure = EmailOperator(
        task_id="send_failure_email", subject="no", html_content="no", trigger_rule="one_failed", **MAIL
    )
    tell = HttpOperator(
        task_id="trigger_flask_api",
        http_conn_id="monitor",
        endpoint="health",
        method="GET",
        trigger_rule="all_done",
    )
    chain(
        BashOperator(task_id="start_pipeline", bash_command="echo start"),
        load,
        preprocess,
        separate,
        build,
        evaluate,
        summarize,
        [success, failure],
        tell,
        BashOperator(task_id="end_pipeline", bash_command="echo end", trigger_rule="all_done"),
    )
