"""DS305, DS306: the keys of a task against the parameters of its operator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dagspec import codes, duration, keys
from dagspec.catalogue.annotation import kind_in_words
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.operators import BASE
from dagspec.catalogue.signature import Kind
from dagspec.diagnostic import did_you_mean, nearest
from dagspec.rules.callee import callee_of
from dagspec.rules.combinations import check_combinations
from dagspec.rules.findings import Finding, listed, place_of
from dagspec.rules.gaps import Gaps
from dagspec.rules.mapping import check_mapping
from dagspec.rules.parameter_values import check_value
from dagspec.rules.tasks import FACTORY_KEYS, Described, subject_of, value_of
from dagspec.tree import Mapping, Pair, Scalar, items_of

HTTP_SENSOR = "airflow.providers.http.sensors.http.HttpSensor"
SQL_SENSOR = "airflow.providers.common.sql.sensors.sql.SqlSensor"
_PYTHON = {"python_callable", "python_callable_name", "python_callable_file"}
_SENSOR_CHECKS = {
    HTTP_SENSOR: ("response_check",),
    SQL_SENSOR: ("success_check", "failure_check"),
}


def check(one: Described, known: Catalogue) -> Iterator[Finding]:
    """Yield what is wrong with the keys of one task."""
    if one.operator is None or not one.operator.is_operator:
        return
    missing = _missing(one)
    unknown = [] if one.is_open else [key for key in one.pairs if not _takes(one, key, known)]
    is_misspelled = all(nearest(key, one.arguments) for key in unknown)
    if len(unknown) > 1 and not is_misspelled and not _has_own(one):
        yield _another_operator(one, unknown, known)
        unknown, missing = [], []
    for key in unknown:
        hint = _unknown_hint(one, key, missing, known)
        missing = [name for name in missing if f"'{name}'" not in str(hint)]
        message = f"{_taker(one, known)} takes {'' if one.decorator else 'no '}'{key}'"
        yield Finding(codes.UNKNOWN_PARAMETER.at(one.pairs[key].key.place, message, hint))
    if missing:
        node = one.task.operator or one.task.decorator or one.task.name_node
        message = f"{subject_of(one)} needs {listed(missing)}"
        hint = f"add {' and '.join(f'{name}: ...' for name in missing)}"
        yield Finding(codes.MISSING_PARAMETER.at(node.place, message, hint))
    yield from check_mapping(one, known)
    yield from check_combinations(one)
    yield from _empty(one)
    yield from _from_variables(one, known)
    yield from _inherited_lengths(one)


def check_values(one: Described, known: Catalogue, pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Yield what is wrong with each of these values of one task."""
    if one.operator is None or not one.operator.is_operator:
        return
    for pair in pairs:
        key = str(pair.key.value)
        name = one.parameter_of(key)
        argument = one.arguments.get(name)
        if argument is not None and key not in one.from_variables:
            yield from check_value(one, name, pair, argument, known)


def _missing(one: Described) -> list[str]:
    missing = [name for name in one.required if not _gets(one, name)]
    if not missing or _is_broken(one):
        return []
    for key in (*(one.expanded.pairs if one.expanded else ()), *one.from_variables):
        missing = [name for name in missing if name != nearest(str(key), missing)]
    return missing


def _inherited_lengths(one: Described) -> Iterator[Finding]:
    """Check lengths of time of sensors in default_args: only those in the task may be text."""
    for key in duration.SENSOR_KEYS if one.operator and one.operator.is_sensor else ():
        pair = one.task.inherited.pair(key)
        if pair and key not in one.pairs and isinstance(value_of(pair.value), str):
            got = kind_in_words(value_of(pair.value))
            message = f"'{key}' in default_args must be a number of seconds, got {got}"
            hint = "write it as a number, or move it into the task"
            yield Finding(codes.WRONG_PARAMETER.at(place_of(pair), message, hint), pair.value, pair.alias)


def _empty(one: Described) -> Iterator[Finding]:
    """Check keys of dag-factory that must not stand there without a value: it hands them on as they are."""
    for key in ("variables_as_arguments", "partial", "expand", "dependencies", *_checks_of_sql(one)):
        pair = one.task.body.pair(key)
        if pair and isinstance(pair.value, Scalar) and pair.value.value is None:
            message = f"'{key}' has no value"
            hint = "give it one, or remove the key"
            yield Finding(codes.WRONG_PARAMETER.at(place_of(pair), message, hint), pair.value, pair.alias)


def _has_own(one: Described) -> bool:
    """Whether any key is a parameter of the operator itself, not one that every task takes."""
    own = (key for key in one.pairs if key in one.arguments and one.arguments[key].owner != BASE)
    return any(own) or one.calls_python


def _another_operator(one: Described, unknown: list[str], known: Catalogue) -> Finding:
    """Tell it once when nothing fits: the operator is the wrong one, not each of the keys."""
    node = one.task.operator or one.task.decorator or one.task.name_node
    message = f"{subject_of(one)} takes none of {listed(unknown)}"
    return Finding(codes.UNKNOWN_PARAMETER.at(node.place, message, _list(one)), node)


def _checks_of_sql(one: Described) -> Iterator[str]:
    """Yield keys that dag-factory takes out for a SqlSensor only when they have a value."""
    if one.operator and one.operator.is_a(SQL_SENSOR):
        for check in _SENSOR_CHECKS[SQL_SENSOR]:
            yield from (f"{check}_{end}" for end in ("name", "file", "lambda"))


def _is_broken(one: Described) -> bool:
    """Whether parameters may be missing because what gives them is broken, which is reported by itself."""
    return Gaps(one.dag).defaults or (one.is_mapped and one.expanded is None)


def _from_variables(one: Described, known: Catalogue) -> Iterator[Finding]:
    """Check the names of the parameters that are set from Airflow variables."""
    for entry in items_of(one.task.body.get("variables_as_arguments")):
        node = entry.get("attribute") if isinstance(entry, Mapping) else None
        if isinstance(node, Scalar) and not one.is_open and not _takes(one, str(node.value), known):
            message = f"{_taker(one, known)} takes {'' if one.decorator else 'no '}'{node.value}'"
            hint = did_you_mean(str(node.value), one.arguments)
            yield Finding(codes.UNKNOWN_PARAMETER.at(node.place, message, hint), node)


def _taker(one: Described, known: Catalogue) -> str:
    callee = callee_of(one.task, known) if one.decorator else None
    return f"neither function '{callee.name}' nor {subject_of(one)}" if callee else subject_of(one)


def _takes(one: Described, key: str, known: Catalogue) -> bool:
    if key in one.arguments or key in FACTORY_KEYS or key in factory_keys(one):
        return True
    taken = function_arguments(one, known)
    if taken is None:  # then a key may be anything but a misspelled one of dag-factory's
        return nearest(key, factory_keys(one)) is None
    return key in taken


def factory_keys(one: Described) -> set[str]:
    """Return the keys that dag-factory itself reads in such a task."""
    names = set(FACTORY_KEYS)
    if one.calls_python:
        names |= _PYTHON
    for path, checks in _SENSOR_CHECKS.items():
        if one.operator and one.operator.is_a(path):
            names |= {f"{check}_{end}" for check in checks for end in ("name", "file", "lambda")}
    if "execution_date_fn" in one.arguments:
        names |= {"execution_date_fn_name", "execution_date_fn_file"}
    return names


def function_arguments(one: Described, known: Catalogue) -> frozenset[str] | None:
    """Return the keys that a decorated task hands to its function; None when they cannot be told."""
    if one.decorator is None:
        return frozenset()
    callee = callee_of(one.task, known)
    if callee is None or callee.signature is None:
        return None
    # A required keyword-only parameter can never be filled; that is said elsewhere.
    return frozenset(
        p.name for p in callee.signature.parameters if p.kind is not Kind.KEYWORD_ONLY or p.required
    )


def _gets(one: Described, name: str) -> bool:
    if name == "python_callable":
        return True  # what is missing there is said by the rules about callables
    parts = {"response_check", "success", "failure"}
    return one.has(name) or (name in parts and any(key.startswith(name) for key in one.pairs))


def _unknown_hint(one: Described, key: str, missing: list[str], known: Catalogue) -> str:
    if one.operator and key in one.operator.constructor.fixed:
        return "the operator sets it by itself: remove it"
    retired = keys.RETIRED_IN_TASKS.get(key)
    if retired:
        return retired.hint(key, one.pairs)
    if one.decorator and key in {"op_args", "op_kwargs"}:
        return "a decorated function gets its arguments as keys of the task itself"
    taken = function_arguments(one, known) or frozenset()
    names = [*missing, *one.arguments, *taken, *factory_keys(one)]
    return did_you_mean(key, dict.fromkeys(names), one.pairs) or _list(one)


def _list(one: Described) -> str:
    own = [n for n, argument in one.arguments.items() if argument.owner != BASE and n[0] != "_"]
    return f"it takes {', '.join(own)} and what every task takes" if own else "it takes what every task takes"
