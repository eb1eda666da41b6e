"""dag-factory's `__type__`, `__args__`, `__and__`, `__or__`, `__join__`, from a fixed list of types.

dag-factory itself imports and calls whatever `__type__` names, `subprocess.check_output` included. Here
only types that hold values can be named. Nothing is imported until `construct` is called.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from importlib import import_module
from operator import and_, or_
from typing import Any

from dagspec.tree import Mapping

TYPES = frozenset(
    {
        "builtins.list",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "dateutil.relativedelta.relativedelta",
        "pendulum.datetime",
        "pendulum.duration",
        "airflow.datasets.Dataset",
        "airflow.providers.standard.triggers.file.FileDeleteTrigger",
        "airflow.providers.standard.triggers.temporal.DateTimeTrigger",
        "airflow.providers.standard.triggers.temporal.TimeDeltaTrigger",
        "airflow.io.path.ObjectStoragePath",
        "airflow.models.param.Param",
        "airflow.sdk.Asset",
        "airflow.sdk.AssetAlias",
        "airflow.sdk.AssetAll",
        "airflow.sdk.AssetAny",
        "airflow.sdk.AssetOrTimeSchedule",
        "airflow.sdk.AssetWatcher",
        "airflow.sdk.CronDataIntervalTimetable",
        "airflow.sdk.CronTriggerTimetable",
        "airflow.sdk.DeltaDataIntervalTimetable",
        "airflow.sdk.DeltaTriggerTimetable",
        "airflow.sdk.EventsTimetable",
        "airflow.sdk.MultipleCronTriggerTimetable",
        "airflow.sdk.ObjectStoragePath",
        "airflow.sdk.Param",
        "airflow.sdk.definitions.asset.Asset",
        "airflow.sdk.definitions.asset.AssetAlias",
        "airflow.sdk.definitions.asset.AssetAll",
        "airflow.sdk.definitions.asset.AssetAny",
        "airflow.sdk.definitions.param.Param",
        "airflow.sdk.timezone.datetime",
        "airflow.timetables.assets.AssetOrTimeSchedule",
        "airflow.timetables.events.EventsTimetable",
        "airflow.timetables.interval.CronDataIntervalTimetable",
        "airflow.timetables.interval.DeltaDataIntervalTimetable",
        "airflow.timetables.simple.ContinuousTimetable",
        "airflow.timetables.simple.NullTimetable",
        "airflow.timetables.simple.OnceTimetable",
        "airflow.timetables.trigger.CronTriggerTimetable",
        "airflow.timetables.trigger.DeltaTriggerTimetable",
        "airflow.timetables.trigger.MultipleCronTriggerTimetable",
    }
)
_MARKS = frozenset({"__type__", "__args__", "__and__", "__or__", "__join__"})
_HOLDERS = (dict, list)
# The models of a Kubernetes pod: plain records, each named V1...
_PODS = "kubernetes.client.models."


def is_harmless(name: object) -> bool:
    """Tell whether a `__type__` may be constructed."""
    return isinstance(name, str) and (
        name in TYPES or (name.startswith(_PODS) and name.rpartition(".")[2][:1] == "V")
    )


def is_combined(node: Mapping) -> bool:
    """Tell whether a mapping stands for what `__and__`, `__or__` or `__join__` make of its items."""
    return "__and__" in node or "__or__" in node or "__join__" in node


def construct(data: Any) -> Any:
    """Return plain data with the values made that `__type__` and its like stand for, in fresh containers."""
    if isinstance(data, list):
        return [construct(item) if isinstance(item, _HOLDERS) else item for item in data]
    if not isinstance(data, dict):
        return data
    if _MARKS.isdisjoint(data):
        return {key: construct(v) if isinstance(v, _HOLDERS) else v for key, v in data.items()}
    if "__type__" in data:
        return _object(data)
    for key, join, sign in (("__and__", and_, "&"), ("__or__", or_, "|")):
        if key in data:
            return _joined([construct(item) for item in data[key]], join, sign)
    if "__join__" in data:
        return "".join(str(construct(item)) for item in data["__join__"])
    return {key: construct(value) for key, value in data.items() if key != "__args__"}


def _object(data: dict[str, Any]) -> Any:
    name = data["__type__"]
    if not is_harmless(name):
        raise ValueError(f"type '{name}' is not on the list of harmless types")
    if name == "builtins.list" and "items" in data:
        return construct(data["items"])
    arguments = construct(data.get("__args__") or [])
    named = {key: construct(value) for key, value in data.items() if key not in ("__type__", "__args__")}
    return _load(name)(*arguments, **named)


def _load(name: str) -> Callable[..., Any]:
    module, _, attribute = name.rpartition(".")
    loaded: Callable[..., Any] = getattr(import_module(module), attribute)
    return loaded


def _joined(items: list[Any], join: Callable[[Any, Any], Any], sign: str) -> Any:
    """Join items; what cannot be joined becomes an expression, as dag-factory does it."""
    try:
        return reduce(join, items)
    except TypeError:
        return f"({f' {sign} '.join(str(item) for item in items)})"
