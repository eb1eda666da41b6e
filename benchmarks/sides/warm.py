"""A process that has imported Airflow and the libraries, and forks a child for each measurement.

So does Airflow itself, for each file that is parsed and for each task. A job is a line of JSON: the module of
this package, its arguments, and what the environment holds more. The answer is a line of JSON too.
"""

import importlib
import json
import logging
import os
import sys
from typing import Any

LIBRARIES = (
    "airflow.dag_processing.processor",
    "airflow.providers.http.operators.http",
    "airflow.providers.smtp.operators.smtp",
    "airflow.providers.standard.operators.bash",
    "airflow.providers.standard.operators.python",
    "dagfactory",
    "dagspec.build",
    "pipeline_tasks.callbacks",
    "pipeline_tasks.evaluate",
    "pipeline_tasks.failed_run",
    "pipeline_tasks.finish",
    "pipeline_tasks.load",
    "pipeline_tasks.preprocess",
    "pipeline_tasks.record",
    "pipeline_tasks.separate",
    "pipeline_tasks.summarize",
    "pipeline_tasks.train",
    "benchmarks.sides.build",
    "benchmarks.sides.start",
)


def main() -> None:
    """Serves jobs until there are no more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is imported and measured may print
    import_libraries()
    logging.disable(logging.INFO)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            answer(json.loads(line), answers)
        _, status = os.waitpid(child, 0)
        if status:
            sys.exit(f"{line.strip()} ended with {status}")


def import_libraries() -> None:
    """What the tasks and the loaders import."""
    for library in LIBRARIES:
        importlib.import_module(library)


def answer(job: dict[str, Any], answers: Any) -> None:
    """Does a job in the forked child, and ends it."""
    os.environ.update(job["environment"])
    module = importlib.import_module(f"benchmarks.sides.{job['module']}")
    print(json.dumps(module.measure(*job["arguments"])), file=answers, flush=True)
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
