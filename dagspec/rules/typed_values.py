"""DS103 and DS404 to DS407 for `__type__`: Python objects get the arguments that their classes take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dagspec import codes, dates, typed
from dagspec.catalogue.callables import Callee
from dagspec.catalogue.catalogue import Catalogue
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import Context
from dagspec.rules import interval
from dagspec.rules.arguments import Given, bind
from dagspec.rules.findings import Finding, settle
from dagspec.rules.tasks import catalogue_of
from dagspec.spec import Spec
from dagspec.tree import Mapping, Node, Scalar, Sequence, items_of, plain

_OWN = ("__type__", "__args__")
_JOINTS = ("__and__", "__or__")
# Their arguments are numbers, which their signatures do not say.
_OF_NUMBERS = ("relativedelta", "duration")
_NOT_NUMBERS = ("dt1", "dt2", "weekday")


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the typed values in one file."""
    if spec.source.root is not None and "__" in spec.source.text:
        known = catalogue_of(context)
        yield from settle(_all(spec.source.root, known))
        for dag in spec.dags:
            schedule = dag.settings.get("schedule")
            if isinstance(schedule, Mapping):
                yield from _joined(schedule)
                yield from _forwards(schedule, context.today)


def _all(node: Node, known: Catalogue) -> Iterator[Finding]:
    if isinstance(node, Mapping):
        if typed.is_harmless(node.text("__type__")):
            yield from _object(node, str(node.text("__type__")), known)
        for pair in node:
            yield from _all(pair.value, known)
    for item in items_of(node):
        yield from _all(item, known)


def _object(node: Mapping, path: str, known: Catalogue) -> Iterator[Finding]:
    name = path.rpartition(".")[2]
    if path == "builtins.list":
        yield from _list(node)
        return
    yield from _must_be_a_list(node, "__args__")
    if name in _OF_NUMBERS:
        yield from _numbers(node, name)
    if name == "Asset":
        yield from _asset(node)
    callee = known.callable(_readable(path, name)) if known.has_airflow else None
    if callee is not None and callee.signature is not None and callee.signature.parameters:
        given = {pair.key.text: pair for pair in node if pair.key.value not in _OWN}
        yield from bind(
            callee, Given(given, supplied=_by_position(node, name, callee)), node.key_place("__type__")
        )
    yield from _zone(node)


def _readable(path: str, name: str) -> str:
    """Return where the class is written out; airflow.sdk has many of them by a decorator only."""
    if not path.startswith("airflow.sdk."):
        return path
    return next(
        (
            other
            for other in typed.TYPES
            if other.startswith("airflow.timetables.") and other.endswith(f".{name}")
        ),
        path,
    )


def _by_position(node: Mapping, name: str, callee: Callee) -> frozenset[str]:
    """Return the parameters that `__args__` fills; a timetable of several crons takes any number of these."""
    count = len(items_of(node.get("__args__")))
    if callee.signature is None or name.startswith("Multiple"):
        return frozenset()
    return frozenset(parameter.name for parameter in callee.signature.parameters[:count])


def _list(node: Mapping) -> Iterator[Finding]:
    yield from _must_be_a_list(node, "items")
    for pair in node:
        if pair.key.value not in (*_OWN, "items"):
            hint = did_you_mean(pair.key.text, ["items"]) or "the values stand below 'items'"
            yield Finding(codes.WRONG_VALUE.at(pair.key.place, f"a list takes no '{pair.key.text}'", hint))


def _must_be_a_list(node: Mapping, key: str) -> Iterator[Finding]:
    value = node.get(key)
    is_list = isinstance(value, Sequence) or (isinstance(value, Mapping) and "__type__" in value)
    if value is not None and not is_list:
        yield Finding(
            codes.WRONG_VALUE.at(node.key_place(key), f"expected a list for '{key}'", "write [...]"), value
        )


def _numbers(node: Mapping, name: str) -> Iterator[Finding]:
    for pair in node:
        value = pair.value
        is_number = isinstance(value, Scalar) and isinstance(value.value, (int, float))
        if pair.key.value not in _OWN and pair.key.value not in _NOT_NUMBERS and not is_number:
            message = f"'{pair.key.text}' of '{name}' expects a number"
            yield Finding(codes.WRONG_VALUE.at(value.place, message), value)


def _asset(node: Mapping) -> Iterator[Finding]:
    for key in ("name", "uri"):
        value = node.get(key)
        if isinstance(value, (Mapping, Sequence)) and "__type__" not in (
            value if isinstance(value, Mapping) else ()
        ):
            yield Finding(
                codes.WRONG_VALUE.at(node.key_place(key), f"expected text for '{key}' of an asset"), value
            )
        if isinstance(value, Scalar) and (problem := asset_problem(value.value)):
            yield Finding(codes.WRONG_VALUE.at(value.place, problem, "name another"), value)
    if not any(_is_set(node.get(key)) for key in ("name", "uri", "__args__")):
        place = next(
            (node.key_place(key) for key in ("uri", "name") if key in node), node.key_place("__type__")
        )
        yield Finding(
            codes.WRONG_VALUE.at(place, "an asset needs a name or a uri", "add 'uri: s3://bucket/file'")
        )


def asset_problem(text: object) -> str:
    """Return why Airflow takes no asset of that name or URI."""
    scheme, colon, _ = str(text).partition("://")
    if colon and scheme.lower() == "airflow":
        return "the scheme 'airflow' of an asset is Airflow's own"
    return f"an asset cannot be named '{text}'" if text in ("self", "context") else ""


def _is_set(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, Scalar) and node.value in (None, ""))


def _zone(node: Mapping) -> Iterator[Finding]:
    zone = node.get("timezone")
    if isinstance(zone, Scalar) and not (isinstance(zone.value, str) and dates.is_zone(zone.value)):
        hint = did_you_mean(zone.text, dates.zones()) or "write a name such as Europe/Berlin or UTC"
        yield Finding(codes.BAD_TIMEZONE.at(zone.place, f"unknown time zone '{zone.text}'", hint), zone)


def _forwards(node: Mapping, today: date) -> Iterator[Diagnostic]:
    """An interval that Airflow refuses: it goes back in time, nowhere, or beyond the calendar."""
    if str(node.text("__type__")).rpartition(".")[2] not in ("relativedelta", "timedelta", "duration"):
        return
    if node.text("__type__") == "datetime.timedelta":
        yield from _length(node, today)
        return
    numbers = [
        pair for pair in node if isinstance(pair.value, Scalar) and isinstance(pair.value.value, (int, float))
    ]
    if numbers and all(plain(pair.value) <= 0 for pair in numbers) and "__args__" not in node:
        spot = numbers[0].value.place
        yield codes.WRONG_VALUE.at(spot, "a schedule goes forwards in time", "write a number above 0")


def _length(node: Mapping, today: date) -> Iterator[Diagnostic]:
    try:
        problem = interval.problem(typed.construct(plain(node)), today)
    except (TypeError, ValueError, OverflowError):
        return  # reported as what no length of time can be made of
    if problem:
        numbers = [pair.value.place for pair in node if pair.key.value not in _OWN]
        place = numbers[0] if numbers else node.key_place("__type__")
        yield codes.WRONG_VALUE.at(place, f"a schedule {problem}", "write the time between two runs")


def _joined(node: Mapping) -> Iterator[Diagnostic]:
    """Assets that are joined: each is a typed value, or another such expression."""
    for key in _JOINTS:
        if key not in node:
            continue
        value = node.pairs[key].value
        if not isinstance(value, Sequence) or not value.items:
            yield codes.WRONG_VALUE.at(
                node.key_place(key), f"expected a list of assets for '{key}'", f"write '{key}: [...]'"
            )
        for item in items_of(value):
            if isinstance(item, Mapping) and typed.is_combined(item):
                yield from _joined(item)
            elif not isinstance(item, Mapping) or "__type__" not in item:
                place = next(iter(item)).key.place if isinstance(item, Mapping) and len(item) else item.place
                hint = "write '__type__: airflow.sdk.Asset' and 'uri: ...'"
                yield codes.WRONG_VALUE.at(place, f"expected an asset in '{key}'", hint)
