"""DS312: ``expand`` and ``partial`` of a mapped task."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.annotation import kind_in_words
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.operators import BASE
from dagspec.diagnostic import did_you_mean
from dagspec.rules.findings import Finding, place_of
from dagspec.rules.tasks import Described, value_of
from dagspec.tree import Mapping, Node, Pair, Scalar, Sequence, items_of

# How a spec refers to what another task returned.
OUTPUT = re.compile(r"^(?P<task>[\w.-]+)\.output$")
XCOM_ARG = re.compile(r"^XcomArg\((?P<task>[^)]*)\)$")
REFERENCE = re.compile(r"^\+(?P<task>\w*)(\[['\"].*['\"]\])?$")

# airflow.sdk.bases.operator: OPERATOR_DEFAULTS, and what `partial` sets besides.
_UNMAPPABLE = frozenset(
    {
        "allow_nested_operators",
        "depends_on_past",
        "email_on_failure",
        "email_on_retry",
        "execution_timeout",
        "executor_config",
        "ignore_first_depends_on_past",
        "inlets",
        "map_index_template",
        "max_retry_delay",
        "on_execute_callback",
        "on_failure_callback",
        "on_retry_callback",
        "on_skipped_callback",
        "on_success_callback",
        "outlets",
        "owner",
        "pool_slots",
        "priority_weight",
        "queue",
        "retries",
        "retry_delay",
        "retry_exponential_backoff",
        "retry_policy",
        "trigger_rule",
        "wait_for_downstream",
        "wait_for_past_depends_before_skipping",
        "weight_rule",
    }
)


def check_mapping(one: Described, known: Catalogue) -> Iterator[Finding]:
    """Yield what Airflow would refuse in a mapped task."""
    del known
    body = one.task.body
    expand, partial = body.pair("expand"), body.pair("partial")
    if partial and isinstance(partial.value, Mapping) and not expand:
        hint = "add 'expand:', or move these keys into the task itself"
        yield Finding(codes.BAD_MAPPING.at(partial.key.place, "'partial' has no 'expand' beside it", hint))
    if partial and isinstance(partial.value, Mapping) and one.decorator is None:
        yield from _twice(one, partial.value)
    if expand and isinstance(expand.value, Mapping):
        if not expand.value.pairs:
            hint = "name a parameter and the list of its values"
            yield Finding(codes.BAD_MAPPING.at(expand.key.place, "'expand' maps over nothing", hint))
        for pair in expand.value:
            yield from _expanded(one, pair)


def _twice(one: Described, partial: Mapping) -> Iterator[Finding]:
    for pair in partial:
        if pair.key.value in one.task.body:
            message = f"'{pair.key.text}' is in the task and in 'partial'"
            yield Finding(codes.BAD_MAPPING.at(pair.key.place, message, "keep one of the two"))


def _expanded(one: Described, pair: Pair) -> Iterator[Finding]:
    key = pair.key.text
    if one.decorator is None and not one.is_open and key not in one.arguments:
        name = one.operator.name if one.operator else ""
        message = f"operator '{name}' takes no '{key}' to expand"
        hint = did_you_mean(key, one.arguments)
        yield Finding(codes.UNKNOWN_PARAMETER.at(pair.key.place, message, hint))
        return
    if one.decorator is None and _is_for_all(one, key):
        message = f"'{key}' is the same for all tasks that are mapped"
        hint = "move it into the task itself, with one value"
        yield Finding(codes.BAD_MAPPING.at(pair.key.place, message, hint))
        return
    if one.decorator is None and key in one.pairs:
        message = f"'{key}' is set for all and expanded as well"
        yield Finding(codes.BAD_MAPPING.at(pair.key.place, message, "keep one of the two"))
    if one.decorator is None:
        yield from _items(key, pair)
    if isinstance(pair.value, Scalar) and not _is_reference(one, pair.value):
        message = f"'expand' needs a list for '{key}', got '{pair.value.text}'"
        hint = "write [value, ...], or " + ("+task_id" if one.decorator else "task_id.output")
        yield Finding(codes.BAD_MAPPING.at(place_of(pair), message, hint), pair.value, pair.alias)


def _is_for_all(one: Described, key: str) -> bool:
    """Whether Airflow sets a parameter before it maps, from its own or the DAG's defaults."""
    argument = one.arguments.get(key)
    return key in _UNMAPPABLE or (
        argument is not None and argument.owner == BASE and key in one.task.inherited and key not in one.pairs
    )


def _items(key: str, pair: Pair) -> Iterator[Finding]:
    """Check that each mapped task gets arguments of the right form."""
    expected = {"op_kwargs": Mapping, "op_args": Sequence}.get(key)
    for item in items_of(pair.value) if expected else ():
        if expected and not isinstance(item, expected) and not _is_text(item):
            word = "a mapping" if expected is Mapping else "a list"
            message = f"each item of '{key}' must be {word}, got {kind_in_words(value_of(item))}"
            yield Finding(codes.BAD_MAPPING.at(item.place, message), item)


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str)


def _is_reference(one: Described, node: Scalar) -> bool:
    """Whether dag-factory puts the result of another task here."""
    if not isinstance(node.value, str):
        return False
    patterns = (REFERENCE,) if one.decorator else (OUTPUT, XCOM_ARG)
    return any(pattern.match(node.value) for pattern in patterns)
