"""DS204 to DS207, DS209: dates, time zones and lengths of time that exist and fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dagspec import codes, dates, duration, typed
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import Context
from dagspec.rules.gaps import Gaps, misspells
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Mapping, Node, Scalar, mapping_of

_KEYS = frozenset({"start_date", "end_date", *duration.KEYS, *duration.SENSOR_KEYS})


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the times in one file."""
    for dag in spec.dags:
        yield from _dates(dag.settings, "DAG")
        yield from _dates(dag.default_args, "default_args")
        yield from _zone(dag.settings)
        yield from _zone(dag.default_args)
        yield from _start(dag)
        yield from _durations(dag.settings, duration.KEYS)
        yield from _durations(dag.default_args, duration.KEYS)
        for group in dag.groups:
            arguments = mapping_of(group.body.get("default_args"))
            yield from _durations(arguments, duration.KEYS) if arguments else ()
        for task in dag.tasks:
            if not _KEYS.isdisjoint(task.body.pairs):
                yield from _dates(task.body, "task")
                yield from _durations(task.body, _keys_of(task))


def _keys_of(task: Task) -> tuple[str, ...]:
    is_sensor = task.operator is not None and ".sensors." in str(task.operator.value)
    return duration.KEYS + duration.SENSOR_KEYS if is_sensor else duration.KEYS


def moment(settings: Mapping, key: str) -> datetime | None:
    """Return the time that a key holds, None when it is relative, typed, wrong or missing."""
    node = settings.get(key)
    try:
        return dates.parse(node.value) if isinstance(node, Scalar) and node.value is not None else None
    except ValueError:
        return None


def _dates(settings: Mapping, where: str) -> Iterator[Diagnostic]:
    for key in ("start_date", "end_date"):
        node = settings.get(key)
        if isinstance(node, Scalar) and isinstance(node.value, str):
            try:
                dates.parse(node.value)
            except ValueError:
                message = f"expected a date for '{key}', got '{node.value[:60]}'"
                yield codes.BAD_DATE.at(node.place, message, f"write one of {dates.FORMS}")
    start, end = moment(settings, "start_date"), moment(settings, "end_date")
    if start and end and end < start:
        place = settings.pairs["end_date"].value.place
        message = f"end_date '{_day(end)}' is before start_date '{_day(start)}'"
        yield codes.END_BEFORE_START.at(place, message, "nothing would ever run: swap or change them")


def _day(value: datetime) -> str:
    return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()


def _zone(settings: Mapping) -> Iterator[Diagnostic]:
    node = settings.get("timezone")
    if isinstance(node, Scalar) and isinstance(node.value, str) and not dates.is_zone(node.value):
        hint = did_you_mean(node.value, dates.zones()) or "write a name such as Europe/Berlin or UTC"
        yield codes.BAD_TIMEZONE.at(node.place, f"unknown time zone '{node.value}'", hint)


def _start(dag: Dag) -> Iterator[Diagnostic]:
    """Airflow 3 runs a DAG without a start date, but cannot make up for runs since no date."""
    catchup = dag.settings.get("catchup")
    if not isinstance(catchup, Scalar) or catchup.value is not True:
        return
    schedule = dag.settings.get("schedule")
    is_by_hand = schedule is None or (isinstance(schedule, Scalar) and schedule.value is None)
    has_start = any(_is_set(settings.get("start_date")) for settings in (dag.settings, dag.default_args))
    if not has_start and not is_by_hand and not _may_have_start(dag):
        message = f"catchup is on for DAG '{dag.dag_id}', which has no start_date"
        yield codes.NO_START_DATE.at(
            dag.settings.key_place("catchup"), message, "add 'start_date: 2026-01-01'"
        )


def _may_have_start(dag: Dag) -> bool:
    """Whether the start date is only misspelled, or in default_args that cannot be read."""
    parts = ((dag.settings, "dag"), (dag.default_args, "default_args"))
    return Gaps(dag).defaults or any(misspells(settings, "start_date", part) for settings, part in parts)


def _is_set(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, Scalar) and node.value is None)


def _durations(settings: Mapping, keys: tuple[str, ...]) -> Iterator[Diagnostic]:
    for key in keys:
        node = settings.get(key)
        if isinstance(node, Scalar) and node.value is None and key == "retry_delay":
            message = f"expected a length of time for '{key}', got nothing"
            yield codes.BAD_DURATION.at(settings.key_place(key), message, "give it a value or remove the key")
        elif isinstance(node, Scalar) and node.value is not None and not _is_number_for_sensor(key, node):
            yield from _length(key, node)
        elif isinstance(node, Mapping) and "__type__" not in node and not typed.is_combined(node):
            near = [pair.key.place for pair in node if did_you_mean(pair.key.text, ["__type__"])]
            place = near[0] if near else settings.key_place(key)
            hint = "add '__type__: datetime.timedelta', or write 5m"
            yield codes.BAD_DURATION.at(place, f"expected a length of time for '{key}', got a mapping", hint)


def _is_number_for_sensor(key: str, node: Scalar) -> bool:
    return (
        key in duration.SENSOR_KEYS
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    )


def _length(key: str, node: Scalar) -> Iterator[Diagnostic]:
    try:
        found = duration.parse(duration.words(node.value) if key == "execution_delta" else node.value)
    except ValueError:
        message = f"expected a length of time for '{key}', got '{node.text[:60]}'"
        yield codes.BAD_DURATION.at(node.place, message, f"write one of {duration.FORMS}")
        return
    if found.total_seconds() < 0 and key != "execution_delta":
        message = f"'{key}' is a length of time, which is not negative, got '{node.text}'"
        yield codes.BAD_DURATION.at(node.place, message, "remove the minus sign")
