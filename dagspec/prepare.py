"""The settings of a DAG as the dictionary that dag-factory builds from.

Lengths of time become `timedelta`, names of functions become `LazyCallable`, so that neither dag-factory
nor Airflow imports the user's code while parsing. Everything else is handed on as the author wrote it.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from importlib import import_module
from typing import Any

from dagspec import dates, duration, typed
from dagspec.keys import CALLBACK_KEYS, CALLBACKS
from dagspec.lazy import LazyCallable

_LENGTHS = frozenset(duration.KEYS)
# These call their function as it is. Others (virtual environments, decorators) read its source or its
# signature while the DAG is built, so they get the function itself.
_CALLS_ONLY = frozenset(
    f"airflow.{package}{name}"
    for package in ("providers.standard.operators.python.", "operators.python.")
    for name in ("PythonOperator", "BranchPythonOperator", "ShortCircuitOperator")
) | {"airflow.providers.standard.sensors.python.PythonSensor", "airflow.sensors.python.PythonSensor"}


def config_of(settings: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh configuration for dag-factory's DagBuilder, given the effective settings of a DAG."""
    config: dict[str, Any] = typed.construct(settings)
    schedule = config.get("schedule")
    if isinstance(schedule, str) and duration.is_text(schedule):
        config["schedule"] = duration.parse(schedule)
    _common(config)
    _common(config.get("default_args"))
    for task in _bodies(config.get("tasks")):
        _task(task)
    for group in _bodies(config.get("task_groups")):
        _common(group.get("default_args"))
    macros = config.get("user_defined_macros")
    if isinstance(macros, dict):
        config["user_defined_macros"] = _macros(macros)
    return config


def _bodies(entries: Any) -> list[dict[str, Any]]:
    """Return the bodies of tasks or groups, in dict and in list form."""
    bodies = entries.values() if isinstance(entries, dict) else entries or ()
    return [body for body in bodies if isinstance(body, dict)]


def _common(settings: Any) -> None:
    """Convert in place what a DAG, default_args and tasks have in common."""
    if not isinstance(settings, dict):
        return
    for key in duration.KEYS if not _LENGTHS.isdisjoint(settings) else ():
        if settings.get(key) is not None:
            value = duration.words(settings[key]) if key == "execution_delta" else settings[key]
            settings[key] = duration.parse(value)
    for key in CALLBACKS if not CALLBACK_KEYS.isdisjoint(settings) else ():
        _callback(settings, key)


def _callback(settings: dict[str, Any], key: str) -> None:
    name, file = settings.get(f"{key}_name"), settings.get(f"{key}_file")
    if name is not None and file is not None:
        settings[key] = LazyCallable(name, file)
        del settings[f"{key}_name"], settings[f"{key}_file"]
    elif isinstance(settings.get(key), list):
        settings[key] = [_called(entry) for entry in settings[key]]
    elif settings.get(key) is not None:
        settings[key] = _called(settings[key])


def _called(entry: Any) -> Any:
    """Return what Airflow calls for one entry: a function, a function with arguments, a notifier."""
    if isinstance(entry, str):
        return _function(entry)
    if not isinstance(entry, dict) or not isinstance(entry.get("callback"), str):
        return entry
    arguments = {key: value for key, value in entry.items() if key != "callback"}
    called = _function(entry["callback"])
    if not isinstance(called, LazyCallable) and hasattr(called, "notify"):
        return called(**arguments)
    return partial(called, **arguments)


def _function(path: str) -> Any:
    """Return a stand-in for a function; a class (a notifier) is needed now, to be instantiated."""
    module, _, name = path.rpartition(".")
    if name[:1].isupper() or path.startswith("airflow."):
        return getattr(import_module(module), name)
    return LazyCallable(path)


def _task(task: dict[str, Any]) -> None:
    _common(task)
    for key in ("start_date", "end_date"):  # dag-factory converts these for a DAG, but not for a task
        if isinstance(task.get(key), (str, date)):
            task[key] = dates.parse(task[key])
    if task.get("execution_delta") is not None:  # dag-factory wants this one as its own kind of text
        task["execution_delta"] = f"{int(task['execution_delta'].total_seconds())} seconds"
    operator = str(task.get("operator", ""))
    if ".sensors." in operator:
        for key in duration.SENSOR_KEYS:
            if isinstance(task.get(key), str):
                task[key] = duration.parse(task[key])
    if operator in _CALLS_ONLY:
        _python_callable(task)


def _python_callable(task: dict[str, Any]) -> None:
    if isinstance(task.get("python_callable"), str):
        task["python_callable"] = LazyCallable(task["python_callable"])
    elif task.get("python_callable_name") and task.get("python_callable_file"):
        task["python_callable"] = LazyCallable(
            task.pop("python_callable_name"), task.pop("python_callable_file")
        )


def _macros(macros: dict[str, Any]) -> dict[str, Any]:
    """Replace names of functions; numbers and nested groups of macros stay."""
    return {
        key: _macros(value)
        if isinstance(value, dict)
        else _function(value)
        if isinstance(value, str)
        else value
        for key, value in macros.items()
    }
