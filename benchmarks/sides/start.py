"""Measures how a task process finds its DAG: as a forked child, or `start LOADER DAG_ID` from nothing."""

import json
import logging
import sys
import time
from pathlib import Path


def measure(loader: str, dag_id: str) -> dict[str, float]:
    """The processor's seconds for the DAG file, with the one DAG named that is wanted."""
    from airflow.dag_processing.dagbag import BundleDagBag
    from airflow.sdk.definitions._internal.dag_parsing_context import _airflow_parsing_context_manager

    with _airflow_parsing_context_manager(dag_id=dag_id, task_id="load_data"):
        start = time.process_time()
        bag = BundleDagBag(
            dag_folder=loader,
            safe_mode=False,
            load_op_links=False,
            bundle_path=Path(loader).parent,
            bundle_name="dags-folder",
        )
        seconds = time.process_time() - start
    if dag_id not in bag.dags:
        raise SystemExit(f"expected {dag_id}, got {bag.import_errors}")
    return {"seconds": seconds}


def main() -> None:
    """From the start of the process, imports included, as in a worker that is not warm."""
    from benchmarks.sides.warm import import_libraries

    import_libraries()
    logging.disable(logging.INFO)
    measure(*sys.argv[1:])
    print(json.dumps({"seconds": time.process_time()}))


if __name__ == "__main__":
    main()
