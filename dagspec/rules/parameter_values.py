"""DS307, DS308, DS310, DS311: the values that a task gives to its operator."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes, duration
from dagspec.catalogue.ancestry import Argument
from dagspec.catalogue.annotation import ANY, Shape
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.operators import BASE
from dagspec.diagnostic import did_you_mean
from dagspec.keys import CALLBACKS
from dagspec.rules.addresses import check_addresses
from dagspec.rules.findings import Finding, place_of
from dagspec.rules.shapes import check_choice, check_shape, is_plainly
from dagspec.rules.tasks import Described, is_unset, subject_of, value_of
from dagspec.tree import Pair, Scalar, items_of

# dag-factory makes functions of these.
_CALLED = {"python_callable", "execution_date_fn", "response_check", "success", "failure", *CALLBACKS}
_DURATIONS = {*duration.KEYS, *duration.SENSOR_KEYS}
_HTTP = "airflow.providers.http.operators.http.HttpOperator"
_STATES = {"allowed_states", "skipped_states", "failed_states"}
_WEEK_DAYS = tuple(f"airflow.providers.standard.{name}" for name in (
    "sensors.weekday.DayOfWeekSensor", "operators.weekday.BranchDayOfWeekOperator"
))  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MAILED = {"to", "cc", "bcc", "from_email", "email"}


def check_value(
    one: Described, key: str, pair: Pair, argument: Argument, known: Catalogue
) -> Iterator[Finding]:
    """Yield what is wrong with one value."""
    if key in _MAILED and (key == "email" or _sends_mail(one)):
        yield from check_addresses(pair)
    if key == "weight_rule":
        yield from _weight_rule(pair, known)
    if argument.owner == BASE or key.startswith("python_callable"):
        return  # the schema has looked at what every task takes
    if argument.parameter.deprecated:
        message = f"'{key}' of {subject_of(one)} is deprecated"
        yield Finding(codes.DEPRECATED_PARAMETER.at(pair.key.place, message, argument.parameter.doc[:100]))
    yield from _named_values(one, key, pair, known)
    yield from _sensor_value(one, key, pair) if one.operator and one.operator.is_sensor else ()
    if _is_duration(key, pair) or (key == "mode" and one.operator and one.operator.modes):
        return
    shape = shape_of(argument, known)
    if is_plainly(pair.value, shape) or ("callable" in shape.kinds and key in _CALLED):
        return
    subject = f"'{key}' of {subject_of(one)}"
    yield from check_shape(codes.WRONG_PARAMETER, subject, pair, shape, is_templated=one.is_templated(key))


def _named_values(one: Described, key: str, pair: Pair, known: Catalogue) -> Iterator[Finding]:
    """Check keys that mean the same wherever they stand."""
    if key in _STATES and known.states:
        yield from _states(f"'{key}' of {subject_of(one)}", pair, known)
    if key == "week_day" and one.operator and any(one.operator.is_a(path) for path in _WEEK_DAYS):
        yield from _week_days(f"'{key}' of {subject_of(one)}", pair)
    if key == "headers" and one.operator and one.operator.is_a(_HTTP) and value_of(pair.value) is None:
        message = "'headers' has no value, but dag-factory looks into it"
        yield Finding(codes.WRONG_PARAMETER.at(pair.key.place, message, "remove the key, or write {}"))


def _is_duration(key: str, pair: Pair) -> bool:
    """Whether a value is a length of time in words, which is read before the operator sees it."""
    return key in _DURATIONS and isinstance(pair.value, Scalar) and isinstance(pair.value.value, str)


def _sensor_value(one: Described, key: str, pair: Pair) -> Iterator[Finding]:
    """Check what all sensors have: how they wait, and for how long."""
    if key == "mode" and one.operator and one.operator.modes:
        yield from check_choice(f"'mode' of {subject_of(one)}", pair, one.operator.modes)
    elif key in duration.SENSOR_KEYS:
        yield from _not_negative(key, pair)


def _states(subject: str, pair: Pair, known: Catalogue) -> Iterator[Finding]:
    """Check names of states, such as those that a sensor waits for."""
    for node in items_of(pair.value):
        item = Pair(pair.key, node)
        if isinstance(value_of(node), str):
            yield from check_choice(subject, item, tuple(sorted(known.states)))


def _week_days(subject: str, pair: Pair) -> Iterator[Finding]:
    """Check names of days, in whatever case; the operator reads them before templates are filled in."""
    for node in items_of(pair.value) or (pair.value,):
        value = value_of(node)
        if isinstance(value, str) and not is_unset(value) and value.title() not in _DAYS:
            message = f"{subject} expects names of days, got '{value}'"
            hint = did_you_mean(value, _DAYS) or f"one of {', '.join(_DAYS)}"
            yield Finding(codes.WRONG_CHOICE.at(node.place, message, hint), node)


def _not_negative(key: str, pair: Pair) -> Iterator[Finding]:
    value = value_of(pair.value)
    if isinstance(value, int | float) and value < 0:
        message = f"'{key}' is at least 0, got {value}"
        yield Finding(
            codes.WRONG_CHOICE.at(place_of(pair), message, "write 0 or more"), pair.value, pair.alias
        )


def _weight_rule(pair: Pair, known: Catalogue) -> Iterator[Finding]:
    """Check the name of a weighting; a dotted path names one of a plugin's own."""
    value = value_of(pair.value)
    if isinstance(value, str) and "." not in value and known.weight_rules:
        yield from check_choice("'weight_rule'", pair, known.weight_rules)


def shape_of(argument: Argument, known: Catalogue) -> Shape:
    """Return what values a parameter takes."""
    parameter = argument.parameter
    if not parameter.annotation:
        return ANY
    return known.shape(argument.module, parameter.annotation, is_optional=parameter.default == "None")


def _sends_mail(one: Described) -> bool:
    return one.operator is not None and "smtp" in one.operator.path
