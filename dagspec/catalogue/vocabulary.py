"""The words that the installed Airflow understands: what templates may name, and its enumerations."""

from __future__ import annotations

from dagspec.catalogue.answer import Resolved
from dagspec.catalogue.definition import Class, Value
from dagspec.catalogue.library import Library

_CONTEXT = "airflow.sdk.definitions.context.Context"
MACROS = "airflow.sdk.execution_time.macros"
_FILTERS = "airflow.sdk.definitions._internal.templater.FILTERS"
_ENUMERATIONS = "airflow.sdk.api.datamodels._generated"


def context_names(library: Library) -> frozenset[str]:
    """Return the names that Airflow hands to templates and functions; empty without Airflow."""
    return frozenset(_members(library, _CONTEXT))


def macro_names(library: Library) -> frozenset[str]:
    """Return what ``macros.`` offers."""
    return frozenset(library.names(MACROS))


def filter_names(library: Library) -> frozenset[str]:
    """Return the Jinja filters that Airflow adds."""
    return _keys(library, _FILTERS)


def jinja_filters() -> frozenset[str]:
    """Return the filters that Jinja has by itself; templates are read with the installed one anyway."""
    from jinja2.filters import FILTERS  # most starts need no template read

    return frozenset(FILTERS)


def _keys(library: Library, path: str) -> frozenset[str]:
    found = library.resolve(path)
    is_table = isinstance(found, Resolved) and isinstance(found.definition, Value)
    return frozenset(found.definition.keys if is_table else ())  # type: ignore[union-attr]


def trigger_rules(library: Library) -> tuple[str, ...]:
    """Return the trigger rules, as written in specs."""
    return tuple(word.lower() for word in _members(library, f"{_ENUMERATIONS}.TriggerRule"))


def weight_rules(library: Library) -> tuple[str, ...]:
    """Return the weight rules, as written in specs."""
    return tuple(word.lower() for word in _members(library, f"{_ENUMERATIONS}.WeightRule"))


def states(library: Library) -> frozenset[str]:
    """Return the states of tasks and of runs."""
    kinds = ("TaskInstanceState", "DagRunState")
    return frozenset(word.lower() for kind in kinds for word in _members(library, f"{_ENUMERATIONS}.{kind}"))


def _members(library: Library, path: str) -> tuple[str, ...]:
    found = library.resolve(path)
    if isinstance(found, Resolved) and isinstance(found.definition, Class):
        return found.definition.members
    return ()
