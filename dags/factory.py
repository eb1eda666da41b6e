"""Each spec in configs/ becomes an Airflow DAG, or an import error of its own that harms no other."""

from pathlib import Path

from dagspec.build import build_dags

globals().update(build_dags(Path(__file__).parent / "configs"))
