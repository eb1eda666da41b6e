"""An Airflow DAG file as dag-factory's documentation shows it."""

from pathlib import Path

from airflow.sdk import DAG  # noqa: F401  the processor looks for this word, and imports it beforehand
from dagfactory import load_yaml_dags

FOLDER = str(Path(__file__).with_name("configs"))

load_yaml_dags(globals_dict=globals(), dags_folder=FOLDER, defaults_config_path=FOLDER)
