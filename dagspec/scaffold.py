"""The text of a new spec. Whatever comes out of here passes `dagspec check --strict` (a test holds it)."""

from __future__ import annotations

from datetime import date

_HEAD = """\
# yaml-language-server: $schema={schema}
#
# ${{NAME:-value}} is the environment variable NAME, or the value when it is not set.
# {{{{ ... }}}} is filled in by Airflow when the task runs. `dagspec check` names every mistake.

{name}:
  description: {description}
  schedule: "@daily" # or a cron expression; null means by hand only
  start_date: {today}
  catchup: false # do not make up for the days before today
  max_active_runs: 1
  default_args:
    owner: airflow
    retries: 1
    retry_delay: 5m
"""

_MINIMAL = """\
  tasks:
    - task_id: say_hello
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo "hello from {{ dag.dag_id }}, run {{ run_id }}"
"""

_ETL = """\
  task_groups:
    - group_name: load
      tooltip: Writes what was made
  tasks:
    - task_id: extract
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo "fetching the data of {{ ds }}"
    - task_id: transform
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo "cleaning {{ ti.xcom_pull(task_ids='extract') }}"
      dependencies: [extract]
    - task_id: write_table
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo "writing the table"
      task_group_name: load
      dependencies: [transform]
    - task_id: write_report
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo "writing the report"
      task_group_name: load
      dependencies: [transform]
"""

_ML = """\
  tasks:
    - task_id: load_data
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: pipeline_tasks.load.load_data
      op_kwargs:
        source: ${PIPELINE_DATA:-/opt/airflow/data/advertising.csv}
        storage: &storage ${PIPELINE_STORAGE:-/opt/airflow}
        run_id: "{{ run_id }}"
        features: [Daily Time Spent on Site, Age, Area Income, Daily Internet Usage, Male]
        target: Clicked on Ad
    - task_id: data_preprocessing
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: pipeline_tasks.preprocess.preprocess_data
      op_kwargs:
        data: "{{ ti.xcom_pull(task_ids='load_data') }}"
        storage: *storage
        run_id: "{{ run_id }}"
        test_size: 0.3 # the share of rows kept for the test
        seed: &seed 42
      dependencies: [load_data]
    - task_id: separate_data
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: pipeline_tasks.separate.separate_data
      op_kwargs:
        data: "{{ ti.xcom_pull(task_ids='data_preprocessing') }}"
        storage: *storage
        run_id: "{{ run_id }}"
      dependencies: [data_preprocessing]
    - task_id: build_model
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: pipeline_tasks.train.train_model
      op_kwargs:
        data: "{{ ti.xcom_pull(task_ids='separate_data') }}"
        storage: *storage
        run_id: "{{ run_id }}"
        regularization: 1.0
        max_iterations: 1000
        solver: lbfgs
        seed: *seed
      dependencies: [separate_data]
"""

TEMPLATES: dict[str, tuple[str, str]] = {
    "minimal": ("One task to begin with", _MINIMAL),
    "etl": ("Fetches data, cleans it and writes it", _ETL),
    "ml": ("Trains a model on the advertising data", _ML),
}


def scaffold(name: str, template: str, schema: str, today: date) -> str:
    """Return the text of a new spec with one DAG."""
    description, tasks = TEMPLATES[template]
    head = _HEAD.format(name=name, description=description, schema=schema, today=today.isoformat())
    return f"{head}{tasks}"
