"""An Airflow DAG file as an experienced user writes it: the shipped pipeline in Python, COUNT times."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.smtp.operators.smtp import EmailOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, chain

from pipeline_tasks.callbacks import close_run, record_task
from pipeline_tasks.evaluate import evaluate_model
from pipeline_tasks.failed_run import read_failed_run
from pipeline_tasks.finish import finish_run
from pipeline_tasks.load import load_data
from pipeline_tasks.preprocess import preprocess_data
from pipeline_tasks.record import read_record
from pipeline_tasks.separate import separate_data
from pipeline_tasks.summarize import summarize_model
from pipeline_tasks.train import train_model

COUNT = 1
STORAGE = "/opt/airflow"
START = """\
echo "project     ml-pipeline-advertising"
echo "dag         {{ dag.dag_id }}"
echo "spec sha256 {{ spec.sha256 }}"
echo "run         {{ run_id }}"
echo "data        $PIPELINE_SOURCE"
"""
FEATURES = ["Daily Time Spent on Site", "Age", "Area Income", "Daily Internet Usage", "Male"]
ACCEPTED = {
    "ranges": {
        "Daily Time Spent on Site": [0, 1440],
        "Daily Internet Usage": [0, 1440],
        "Age": [0, 120],
        "Area Income": [0, 10000000],
    },
    "flags": ["Male"],
    "tolerated_share": 0.01,
    "minimum_per_class": 10,
}
DEFAULT_ARGS = {
    "owner": "airflow",
    "retries": 1,
    "retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=45),
    "on_execute_callback": partial(record_task, storage=STORAGE, state="running"),
    "on_success_callback": partial(record_task, storage=STORAGE, state="success"),
    "on_failure_callback": partial(record_task, storage=STORAGE, state="failed"),
    "on_retry_callback": partial(record_task, storage=STORAGE, state="up_for_retry"),
    "on_skipped_callback": partial(record_task, storage=STORAGE, state="skipped"),
}
RUN = {"storage": STORAGE, "run_id": "{{ run_id }}"}
MAIL = {
    "conn_id": "smtp_default",
    "from_email": "pipeline@example.com",
    "params": {"storage": STORAGE},
}


def pull(task_id: str) -> str:
    """The template that stands for what a task handed on."""
    return "{{ ti.xcom_pull(task_ids='" + task_id + "') }}"


def call(task_id: str, function: Callable[..., object], **arguments: object) -> PythonOperator:
    """A task that calls one of the pipeline's functions."""
    return PythonOperator(task_id=task_id, python_callable=function, op_kwargs=arguments)


def add_start(source: str) -> BashOperator:
    """The first task."""
    return BashOperator(
        task_id="start_pipeline",
        bash_command=START,
        env={"PIPELINE_SOURCE": source},
        append_env=True,
        do_xcom_push=False,
    )


def add_data_tasks(source: str, seed: int) -> list[PythonOperator]:
    """From the file to the four arrays."""
    return [
        call(
            "load_data",
            load_data,
            source=source,
            **RUN,
            features=FEATURES,
            target="Clicked on Ad",
            **ACCEPTED,
        ),
        call("data_preprocessing", preprocess_data, data=pull("load_data"), **RUN, test_size=0.3, seed=seed),
        call("separate_data", separate_data, data=pull("data_preprocessing"), **RUN),
    ]


def add_model_tasks(seed: int, gate: dict[str, float]) -> list[PythonOperator]:
    """From the four arrays to the published model."""
    data, model, evaluation = pull("separate_data"), pull("build_model"), pull("evaluate_model")
    solving = {"regularization": 1.0, "max_iterations": 1000, "solver": "lbfgs", "seed": seed}
    judging = {"folds": 10, "repeats": 3, "bootstrap_samples": 1000, "confidence": 0.95, "seed": seed}
    given = {"data": data, "model": model}
    return [
        call("build_model", train_model, data=data, **RUN, **solving),
        call("evaluate_model", evaluate_model, **given, **RUN, **judging),
        call("model_summary", summarize_model, **given, evaluation=evaluation, **RUN, minimum_scores=gate),
    ]


def add_emails(to: str) -> list[EmailOperator]:
    """One for a good run, one for a failed run."""
    success = EmailOperator(
        task_id="send_success_email",
        subject="[ok] {{ dag.dag_id }}: accuracy "
        "{{ '%.3f' | format(read_record(params.storage, run_id).scores.test.accuracy) }}",
        html_content="templates/success_email.html",
        to=to,
        **MAIL,
    )
    failure = EmailOperator(
        task_id="send_failure_email",
        trigger_rule="one_failed",
        subject="[failed] {{ dag.dag_id }}: {{ read_failed_run(params.storage, ti).task_id }}",
        html_content="templates/failure_email.html",
        to=to,
        **MAIL,
    )
    return [success, failure]


def add_closing_tasks() -> tuple[HttpOperator, PythonOperator]:
    """The call of the monitor, and the last task."""
    tell = HttpOperator(
        task_id="trigger_flask_api",
        trigger_rule="all_done",
        retries=0,
        http_conn_id="monitor",
        endpoint="api/runs/{{ run_id }}/refresh",
        method="POST",
        extra_options={"timeout": 5},
        do_xcom_push=False,
    )
    end = PythonOperator(
        task_id="end_pipeline",
        trigger_rule="all_done",
        retries=0,
        python_callable=finish_run,
        op_kwargs={
            "states": "{{ ti.get_task_states(dag_id=dag.dag_id, run_ids=[run_id]) | tojson }}",
            "best_effort": ["trigger_flask_api"],
        },
    )
    return tell, end


def build(number: int) -> DAG:
    """One pipeline, with its own time, data, seed, gate and people."""
    source, seed = f"/opt/airflow/data/advertising_{number}.csv", 42 + number
    gate = {"accuracy": (80 - number % 20) / 100, "roc_auc": (85 - number % 20) / 100}
    with DAG(
        dag_id=f"pipeline_{number:04}",
        description="Predicts ad clicks with a logistic regression, from the CSV to the published model",
        tags=["machine-learning", "advertising"],
        schedule=f"{number % 60} {number // 60 % 24} * * *",
        start_date=datetime(2026, 1, 1),
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=timedelta(hours=2),
        default_args=DEFAULT_ARGS,
        on_success_callback=partial(close_run, storage=STORAGE, state="success"),
        on_failure_callback=partial(close_run, storage=STORAGE, state="failed"),
        user_defined_macros={"read_record": read_record, "read_failed_run": read_failed_run},
    ) as dag:
        chain(
            add_start(source),
            *add_data_tasks(source, seed),
            *add_model_tasks(seed, gate),
            add_emails(f"team-{number % 40}@example.com"),
            *add_closing_tasks(),
        )
    return dag


for number in range(COUNT):
    globals()[f"pipeline_{number:04}"] = build(number)
