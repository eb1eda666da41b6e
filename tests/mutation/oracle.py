"""What Airflow makes of a spec: dag-factory loads it, Airflow validates and serialises every DAG, then
every task is rendered and its function is called with a stub that only checks the arguments.

Nothing leaves the process: results of other tasks, states and variables come from `Supervisor`.
"""

from __future__ import annotations

import functools
import inspect
import json
import logging
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from airflow.sdk import DAG
from airflow.sdk.api.datamodels._generated import DagRun, TIRunContext
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.sdk.definitions.xcom_arg import XComArg
from airflow.sdk.execution_time import comms, task_runner
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
from airflow.serialization.serialized_objects import DagSerialization
from dagfactory import load_yaml_dags
from pydantic import TypeAdapter

import pipeline_tasks.record
from pipeline_tasks.record import parse_record
from tests.monitor import records
from tests.mutation import reader

RUN_ID = "scheduled__2026-03-01T00:00:00+00:00"
DAY = "2026-03-01T00:00:00Z"
NEXT_DAY = "2026-03-02T00:00:00Z"
ID = UUID(int=7)
_PLAIN = (str, int, float, list, dict, tuple, timedelta)
CALLBACKS = tuple(f"on_{event}_callback" for event in ("execute", "success", "failure", "retry", "skipped"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a spec came: `stage` is where it failed (parse, validate, run) or "" when it did not."""

    stage: str
    error: str
    seen: str


class Supervisor:
    """Answers what a task asks of Airflow while it is rendered."""

    tasks: frozenset[str] = frozenset()

    def send(self, msg: Any) -> Any:
        """Answer one question."""
        kind = type(msg).__name__
        if kind == "GetTaskStates":
            return comms.TaskStatesResult(task_states={RUN_ID: dict.fromkeys(self.tasks, "success")})
        if kind == "GetVariable":  # any may exist, as text or as JSON
            return comms.VariableResult(key=msg.key, value="7")
        if kind == "GetConnection":
            return comms.ConnectionResult(conn_id=msg.conn_id, conn_type="http", host="localhost")
        raise LookupError(f"nothing answers {kind} here")

    def result_of(self, *, task_id: str, key: str, **_: Any) -> str | None:
        """Return what a task left behind; nothing for a task that does not exist."""
        return f"{key} of {task_id}" if task_id in self.tasks else None

    def results_of(self, *, task_id: str, key: str, **_: Any) -> list[str] | None:
        """Return the same as a list."""
        return [f"{key} of {task_id}"] if task_id in self.tasks else None


def install() -> Supervisor:
    """Prepare this process to judge."""
    pipeline_tasks.record.read_record = functools.wraps(pipeline_tasks.record.read_record)(_read_record)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    reader.install()
    supervisor = Supervisor()
    task_runner.SUPERVISOR_COMMS = supervisor
    task_runner.XCom.get_one = supervisor.result_of
    task_runner.XCom.get_all = supervisor.results_of
    return supervisor


def _read_record(storage: str, run_id: str) -> Any:
    """Stand in for pipeline_tasks: every run has left a record, with all that a record can hold."""
    made = records.make(records.Plan())
    made["failure"] = {"task_id": "load_data", "error": {"type": "BadData", "message": "2 faults"}}
    return parse_record(json.dumps(made).encode(), str(storage) + str(run_id))


def judge(folder: Path, file: Path, supervisor: Supervisor) -> Outcome:
    """Load, validate and run what is in a spec."""
    try:
        dags = load(folder, file)
    except Exception as error:  # noqa: BLE001  whatever the spec makes Airflow raise is the answer
        return Outcome("parse", _said(error), "")
    if not dags:
        return Outcome("parse", "no DAG", "")
    try:
        serialised = {name: _validated(dag) for name, dag in dags.items()}
    except Exception as error:  # noqa: BLE001  see above
        return Outcome("validate", _said(error), "")
    try:
        runs = {name: list(_run(dag, supervisor)) for name, dag in dags.items()}
    except Exception as error:  # noqa: BLE001  see above
        return Outcome("run", _said(error), "")
    return Outcome("", "", json.dumps([serialised, runs], sort_keys=True, default=_shown))


def load(folder: Path, file: Path) -> dict[str, DAG]:
    """Return what dag-factory makes of a file."""
    dags: dict[str, DAG] = {}
    load_yaml_dags(globals_dict=dags, config_filepath=str(file), defaults_config_path=str(folder / "configs"))
    for dag in dags.values():
        dag.fileloc = str(folder / "factory.py")
    return dags


def serialised(dag: DAG) -> Any:
    """Return a DAG as Airflow stores it, without what names the loader or repeats the text of the spec."""
    stored = DagSerialization.to_dict(dag)["dag"]
    words = stored.pop("doc_md", None) or ""
    stored["doc_md"] = str(words).partition("## YML DAG")[0].strip()
    for key in ("fileloc", "relative_fileloc", "_processor_dags_folder"):
        stored.pop(key, None)
    return stored


def _validated(dag: DAG) -> Any:
    dag.validate()
    dag.check_cycle()
    dag.resolve_template_files()
    return serialised(dag)


def _run(dag: DAG, supervisor: Supervisor) -> Iterator[Any]:
    supervisor.tasks = frozenset(dag.task_ids)
    yield [_bound_callback(getattr(dag, key)) for key in CALLBACKS if getattr(dag, key, None)]
    for task in dag.tasks:
        yield task.task_id, list(_task(_single(task), dag))


def _single(task: Any) -> Any:
    """Return the task itself, or what a mapped one becomes for the first of its elements."""
    if not isinstance(task, MappedOperator):
        return task.prepare_for_execution()
    expand = task._get_specified_expand_input().value
    chosen = expand[0] if isinstance(expand, list) else {key: _first(value) for key, value in expand.items()}
    arguments = {"op_kwargs": chosen} if task._expand_input_attr == "op_kwargs_expand_input" else chosen
    return task.unmap(arguments)


def _first(value: Any) -> Any:
    if isinstance(value, XComArg):
        return ["an element"]
    if isinstance(value, Mapping):
        return next(iter(value.items()), None)
    return value[0] if value else None


def _task(task: Any, dag: DAG) -> Iterator[Any]:
    instance = _instance(task, dag)
    context = instance.get_template_context()
    task.render_template_fields(context)
    yield {name: getattr(task, name, None) for name in sorted(task.template_fields)}
    yield {name: value for name, value in vars(task).items() if isinstance(value, _PLAIN) and name[0] != "_"}
    if callable(getattr(task, "python_callable", None)):
        yield _called(task, context)
    yield [_bound_callback(getattr(task, key)) for key in CALLBACKS if getattr(task, key, None)]


def _called(task: Any, context: Any) -> Any:
    """Find the arguments as PythonOperator does, and see whether the function takes them."""
    task.python_callable = _stub(task.python_callable)
    merged = {**context, **task.op_kwargs, "templates_dict": task.templates_dict}
    named = task.determine_kwargs(merged) if hasattr(task, "determine_kwargs") else task.op_kwargs
    given = {key: value for key, value in dict(named).items() if key in task.op_kwargs}
    task.python_callable(*task.op_args, **named)
    return [_name(task.python_callable), list(task.op_args), given]


def _stub(function: Callable[..., Any]) -> Callable[..., Any]:
    try:
        signature = inspect.signature(function)
    except ValueError:  # some types of C have none
        return lambda *args, **kwargs: None

    @functools.wraps(function)
    def stub(*args: Any, **kwargs: Any) -> None:
        signature.bind(*args, **kwargs)

    return stub


def _bound_callback(callback: Any) -> Any:
    """See whether a callback takes the context and the arguments of the spec."""
    if isinstance(callback, (list, tuple)):
        return [_bound_callback(each) for each in callback]
    if isinstance(callback, functools.partial):
        _stub(callback.func)({}, *callback.args, **callback.keywords)
        return [_name(callback.func), callback.keywords]
    if not hasattr(callback, "notify"):
        _stub(callback)({})
        return _name(callback)
    return [
        type(callback).__name__,
        {name: getattr(callback, name, None) for name in callback.template_fields},
    ]


def _instance(task: Any, dag: DAG) -> RuntimeTaskInstance:
    moment = TypeAdapter(dict[str, Any]).validate_python(
        {"dag_id": dag.dag_id, "run_id": RUN_ID, "logical_date": DAY, "data_interval_start": DAY,
         "data_interval_end": NEXT_DAY, "run_after": NEXT_DAY, "start_date": NEXT_DAY, "end_date": None,
         "run_type": "scheduled", "state": "running", "consumed_asset_events": [], "partition_key": None,
         "conf": {}}
    )  # fmt: skip
    run = DagRun.model_validate(moment)
    instance = RuntimeTaskInstance.model_construct(
        id=ID, task_id=task.task_id, dag_id=dag.dag_id, run_id=RUN_ID, try_number=1, dag_version_id=ID,
        map_index=-1, task=task, bundle_instance=None, max_tries=1, start_date=run.start_date,
        state="running",
    )  # fmt: skip
    run.conf = defaultdict(str)  # who starts a run may give it anything
    instance._ti_context_from_server = TIRunContext.model_construct(dag_run=run, max_tries=1)
    return instance


def _name(function: Any) -> str:
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', function)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return type(value).__name__ if " at 0x" in text else text


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"[:200]
