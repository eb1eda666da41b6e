"""DS308 for several parameters at once: those that exclude each other, or need each other."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.operators import SENSOR
from dagspec.rules.findings import Finding, listed, place_of
from dagspec.rules.tasks import Described, is_unset, value_of
from dagspec.tree import Mapping, Pair, Scalar, mapping_of

_STANDARD = "airflow.providers.standard"
_EXTERNAL = f"{_STANDARD}.sensors.external_task.ExternalTaskSensor"
_BRANCH = f"{_STANDARD}.operators.datetime.BranchDateTimeOperator"
_HTTP = "airflow.providers.http.operators.http.HttpOperator"
_JSON = "application/json"
# Of each group an operator takes one; what `__init__` of the class refuses.
_EXCLUSIVE = (
    (SENSOR, ("soft_fail", "never_fail")),
    (_EXTERNAL, ("external_task_id", "external_task_ids", "external_task_group_id")),
    (_EXTERNAL, ("execution_delta", "execution_date_fn")),
)
_TARGETS = ("target_lower", "target_upper")


def check_combinations(one: Described) -> Iterator[Finding]:
    """Yield what each parameter may be by itself, but not together."""
    if one.operator is None:
        return
    for path, names in _EXCLUSIVE:
        if one.operator.is_a(path):
            yield from _exclusive(one, names)
    if one.operator.is_a(_BRANCH):
        yield from _targets(one)
    if one.operator.is_a(_HTTP):
        yield from _http_data(one)


def _exclusive(one: Described, names: tuple[str, ...]) -> Iterator[Finding]:
    pairs = {**one.task.inherited.pairs, **one.pairs}
    given = [pairs[name] for name in names if name in pairs and _counts(pairs[name])]
    own = [pair for pair in given if pair.key.text in one.pairs] or given
    if len(given) > 1:
        message = f"{listed(pair.key.text for pair in given)} exclude each other"
        yield Finding(codes.WRONG_CHOICE.at(own[-1].key.place, message, "keep one of them"))


def _counts(pair: Pair) -> bool:
    """Whether a parameter is set: to something else than what it is without."""
    return value_of(pair.value) not in (None, False, [])


def _targets(one: Described) -> Iterator[Finding]:
    pairs = [one.pairs[name] for name in _TARGETS if name in one.pairs]
    if len(pairs) == len(_TARGETS) and all(value_of(pair.value) is None for pair in pairs):
        message = "'target_lower' and 'target_upper' are both empty"
        yield Finding(codes.WRONG_CHOICE.at(place_of(pairs[-1]), message, "give one of them a time"))


def _http_data(one: Described) -> Iterator[Finding]:
    """dag-factory wants JSON, or what can become some, and wants it before templates are filled in."""
    headers, data = mapping_of(one.task.body.get("headers")), one.task.body.pair("data")
    kind = headers.text("Content-Type") if headers else None
    if data is None or _JSON not in (kind or "").lower() or isinstance(data.value, Mapping):
        return
    problem = _not_json(data)
    if problem:
        message = f"'data' is not JSON, as the header 'Content-Type' says: {problem}"
        hint = "write it as a mapping"
        yield Finding(codes.WRONG_CHOICE.at(place_of(data), message, hint), data.value, data.alias)


def _not_json(data: Pair) -> str:
    if not isinstance(data.value, Scalar) or not isinstance(data.value.value, str):
        return "expected a mapping or text"
    if is_unset(data.value.value):
        return ""
    try:
        json.loads(data.value.value)
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""
