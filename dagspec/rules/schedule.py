"""DS208: a schedule that Airflow accepts: cron as croniter reads it, presets, timetables, assets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dagspec import codes, cron, dates, duration
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import Context
from dagspec.rules import interval
from dagspec.rules.typed_values import asset_problem
from dagspec.spec import Dag, Spec
from dagspec.tree import Mapping, Node, Place, Scalar, Sequence, items_of

_ASSET = "write '__type__: airflow.sdk.Asset' and 'uri: ...', or a list of URIs"


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the schedules in one file."""
    for dag in spec.dags:
        node = dag.settings.get("schedule")
        if isinstance(node, Scalar):
            yield from _text(node, context.today)
            yield from _continuous(dag, node)
        elif isinstance(node, Sequence):
            yield from _assets(node.items)
        elif isinstance(node, Mapping):
            yield from _mapping(node, dag.settings.key_place("schedule"))


def _text(node: Scalar, today: date) -> Iterator[Diagnostic]:
    text = node.value
    if not isinstance(text, str) or text.strip().lower() == "none":
        return
    if duration.is_text(text):
        problem = interval.problem(duration.parse(text), today)
        if problem:
            hint = "write a length of time such as 5m"
            yield codes.BAD_SCHEDULE.at(node.place, f"schedule '{text}' {problem}", hint)
        return
    problem = cron.problem(text)
    if problem:
        hint = did_you_mean(text, cron.NAMES) if text.startswith("@") else ""
        hint = hint or _advice(problem, f", or one of {', '.join(cron.NAMES)}")
        yield codes.BAD_SCHEDULE.at(node.place, f"schedule '{text}' {problem}", hint)


def _advice(problem: str, others: str = "") -> str:
    if problem == cron.NEVER:
        return "no month has such a day: change the day or the month"
    return f"write five fields such as '30 6 * * 1-5'{others}"


def _continuous(dag: Dag, node: Scalar) -> Iterator[Diagnostic]:
    limit = dag.settings.get("max_active_runs")
    if node.value == "@continuous" and not (isinstance(limit, Scalar) and limit.value == 1):
        message = "schedule '@continuous' allows one run at a time"
        place = limit.place if limit else node.place
        yield codes.BAD_SCHEDULE.at(place, message, "write 'max_active_runs: 1'")


def _assets(items: tuple[Node, ...]) -> Iterator[Diagnostic]:
    for item in items:
        if isinstance(item, Mapping) and "__type__" not in item:
            yield from _mapping(item, _start(item))
        elif isinstance(item, Scalar) and isinstance(item.value, str):
            problem = asset_problem(item.value)
            if problem:
                yield codes.BAD_SCHEDULE.at(item.place, problem, "name another")
        elif isinstance(item, Scalar) and item.value is not None:
            yield codes.BAD_SCHEDULE.at(item.place, f"expected an asset, got '{item.text}'", _ASSET)


def _start(node: Mapping) -> Place:
    return next((pair.key.place for pair in node), node.place)


def _mapping(node: Mapping, place: Place) -> Iterator[Diagnostic]:
    if "__type__" in node:
        yield from _timetable(node)
        return
    joined = node.get("__and__") or node.get("__or__")
    if joined is None:
        message = "expected a schedule, got a mapping without '__type__', '__and__' or '__or__'"
        yield codes.BAD_SCHEDULE.at(place, message, _ASSET)
        return
    for item in items_of(joined):
        if isinstance(item, Scalar):
            yield codes.BAD_SCHEDULE.at(
                item.place, f"expected an asset to combine, got '{item.text}'", _ASSET
            )
    yield from _assets(tuple(item for item in items_of(joined) if isinstance(item, Mapping)))


def _timetable(node: Mapping) -> Iterator[Diagnostic]:
    kind = str(node.text("__type__"))
    if "Cron" in kind:
        arguments = items_of(node.get("__args__"))
        crons = arguments if "Multiple" in kind else arguments[:1]
        for found in (*crons, node.get("cron")):
            problem = (
                cron.problem(found.value)
                if isinstance(found, Scalar) and isinstance(found.value, str)
                else ""
            )
            if problem and isinstance(found, Scalar):
                message = f"schedule '{found.value}' {problem}"
                yield codes.BAD_SCHEDULE.at(found.place, message, _advice(problem))
    zone = node.get("timezone")
    if isinstance(zone, Scalar) and isinstance(zone.value, str) and not dates.is_zone(zone.value):
        hint = did_you_mean(zone.value, dates.zones()) or "write a name such as Europe/Berlin or UTC"
        yield codes.BAD_TIMEZONE.at(zone.place, f"unknown time zone '{zone.value}'", hint)
