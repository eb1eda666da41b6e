"""Measures the pipeline's own way from load to evaluation: `pipeline FILE STORAGE`."""

import json
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

import yaml

from benchmarks.sides.memory import read_memory, watch_memory
from benchmarks.workload.specs import make_plain_text
from pipeline_tasks.evaluate import evaluate_model
from pipeline_tasks.load import load_data
from pipeline_tasks.preprocess import preprocess_data
from pipeline_tasks.separate import separate_data
from pipeline_tasks.train import train_model

STEPS = {
    "load_data": load_data,
    "data_preprocessing": preprocess_data,
    "separate_data": separate_data,
    "build_model": train_model,
    "evaluate_model": evaluate_model,
}


def main() -> None:
    """Prints the seconds, the memory and the score."""
    source, storage = sys.argv[1:]
    start = time.perf_counter()
    with redirect_stdout(sys.stderr), watch_memory() as seen:
        seconds, evaluation = run(source, storage)
    total = time.perf_counter() - start
    memory = read_memory()
    accuracy = json.loads(Path(evaluation).read_bytes())["scores"]["test"]["accuracy"]
    told = {
        "seconds": total,
        "peak": memory.peak,
        "private": max(memory.private for memory in seen),
        "accuracy": accuracy,
    }
    print(json.dumps(told | {f"{name}_seconds": value for name, value in seconds.items()}))


def run(source: str, storage: str) -> tuple[dict[str, float], str]:
    """The five tasks with the arguments of the shipped spec; the seconds of each and the last reference."""
    tasks = {task["task_id"]: task for task in read_tasks()}
    references: dict[str, str] = {}
    seconds = {}
    given = {"source": source, "storage": storage, "run_id": "benchmark"}
    for task_id, function in STEPS.items():
        arguments = {
            name: fill_in(name, value, given, references)
            for name, value in tasks[task_id]["op_kwargs"].items()
        }
        start = time.perf_counter()
        references[task_id] = function(**arguments)
        seconds[task_id] = time.perf_counter() - start
    return seconds, references["evaluate_model"]


def read_tasks() -> list[dict]:
    """The tasks as the shipped spec has them."""
    return yaml.safe_load(make_plain_text(0))["pipeline_0000"]["tasks"]


def fill_in(name: str, value: object, given: dict[str, str], references: dict[str, str]) -> object:
    """An argument: from here, from the task that a template names, or as the spec has it."""
    if name in given:
        return given[name]
    if isinstance(value, str) and "xcom_pull" in value:
        return references[value.partition("task_ids='")[2].partition("'")[0]]
    return value


if __name__ == "__main__":
    main()
