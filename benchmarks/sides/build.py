"""Measures one way of making many DAGs, as the DAG processor does it in a forked child.

The clock is the processor's: one thread does all the work, and other programs on the machine must not count.
"""

import runpy
import time
from pathlib import Path

import structlog


def measure(loader: str, what: str = "load") -> dict[str, float]:
    """The seconds of executing the loader, or of all that Airflow does to it (`parse`)."""
    work = {"load": load, "parse": parse}[what]
    start = time.process_time()
    dags = work(Path(loader))
    return {"seconds": time.process_time() - start, "dags": dags}


def load(loader: Path) -> int:
    """Executes the DAG file, nothing more; the number of DAGs."""
    from airflow.sdk import DAG

    return sum(isinstance(value, DAG) for value in runpy.run_path(str(loader)).values())


def parse(loader: Path) -> int:
    """What the DAG processor does with the file: checks and serialisation too; the number of DAGs."""
    from airflow.dag_processing.processor import DagFileParseRequest, _parse_file

    request = DagFileParseRequest(file=str(loader), bundle_path=loader.parent, bundle_name="dags-folder")
    result = _parse_file(request, structlog.get_logger())
    if result is None or result.import_errors:
        raise SystemExit(f"expected DAGs, got {result and result.import_errors}")
    return len(result.serialized_dags)
