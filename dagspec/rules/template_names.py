"""DS602 to DS606: the filters, tests and names of one template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from dagspec import codes
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.jinja import Mention, Template
from dagspec.diagnostic import Code, Diagnostic, did_you_mean, nearest, write_instead
from dagspec.tree import Place

# What Airflow 2 had, and what to write today; the second group has no single word for it.
_SUCCESSORS = {
    "execution_date": "logical_date",
    "next_execution_date": "data_interval_end",
    "prev_execution_date": "data_interval_start",
    "prev_execution_date_success": "prev_data_interval_start_success",
    "triggering_dataset_events": "triggering_asset_events",
    "dag_run.execution_date": "dag_run.logical_date",
    "dag_run.external_trigger": "dag_run.run_type",
    "ti.execution_date": "logical_date",
    "task_instance.execution_date": "logical_date",
}
_ADVICE = {
    "ds_tomorrow": "macros.ds_add(ds, 1)",
    "tomorrow_ds": "macros.ds_add(ds, 1)",
    "tomorrow_ds_nodash": "macros.ds_add(ds, 1) | replace('-', '')",
    "yesterday_ds": "macros.ds_add(ds, -1)",
    "yesterday_ds_nodash": "macros.ds_add(ds, -1) | replace('-', '')",
    "next_ds": "data_interval_end | ds",
    "next_ds_nodash": "data_interval_end | ds_nodash",
    "prev_ds": "macros.ds_add(ds, -1)",
    "prev_ds_nodash": "macros.ds_add(ds, -1) | replace('-', '')",
    "latest_date": "ds",
    "end_date": "data_interval_end | ds",
    "END_DATE": "data_interval_end | ds",
    "conf": "var.value.name, or an environment variable in the spec",
}
_VARIABLE_FORMS = ("value", "json")
_RUN = "airflow.sdk.api.datamodels._generated.DagRun"
_INSTANCE = "airflow.sdk.execution_time.task_runner.RuntimeTaskInstance"
_OBJECTS = {
    "dag": "airflow.sdk.definitions.dag.DAG",
    "dag_run": _RUN,
    "ti": _INSTANCE,
    "task_instance": _INSTANCE,
    "spec": "dagspec.build.SpecFacts",
}
_SPEC = frozenset({"file", "sha256"})
_METHODS = {"get", "items", "keys", "values"}
# dagspec.build adds it.
_OWN = {"spec", "templates_dict"}


@dataclass(frozen=True)
class Scope:
    """What one template may name: the DAG's macros and the params (None when they cannot be told)."""

    known: Catalogue
    macros: frozenset[str] | None
    params: frozenset[str] | None
    has_plugins: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that a template may begin with."""
        return self.known.context_names | (self.macros or frozenset()) | _OWN


Placer = Callable[[str, int], Place]


def check_names(template: Template, scope: Scope, place: Placer) -> Iterator[Diagnostic]:
    """Yield every word that Airflow would not know."""
    for mention in template.failures:
        message = f"the calculation with '{mention.word}' fails whenever the template is filled in"
        hint = "these two kinds of values do not go together"
        yield codes.TEMPLATE_SYNTAX.at(place(*mention), message, hint)
    own_filters = scope.known.jinja_filters
    for mention in template.filters if scope.known.filter_names else ():
        message = f"there is no filter '{mention.word}'"
        hint = did_you_mean(mention.word, own_filters)
        yield codes.UNKNOWN_FILTER.at(place(*mention), message, hint)
    for mention in template.tests:
        yield codes.UNKNOWN_TEST.at(place(*mention), f"there is no test 'is {mention.word}'", "")
    if scope.known.context_names:
        for mention in template.names:
            yield from _name(mention, scope, place)
        for mention in template.members:
            yield from _member(mention, scope, place)


def _name(mention: Mention, scope: Scope, place: Placer) -> Iterator[Diagnostic]:
    word = mention.word
    names = scope.names
    if word in names or (scope.macros is None and word not in _SUCCESSORS and word not in _ADVICE):
        return
    if word in _SUCCESSORS or word in _ADVICE:
        yield _removed(mention, word, place)
        return
    hint = did_you_mean(word, names) or _meant_removed(word)
    if not hint and scope.params and word in scope.params:
        hint = write_instead(word, f"params.{word}")
    hint = hint or "a template knows Airflow's context, params, macros and user_defined_macros"
    yield codes.UNKNOWN_NAME.at(
        place(*mention), f"a template cannot use '{word}': there is no such name", hint
    )


def _meant_removed(word: str) -> str:
    """Return the successor of a removed name that was misspelled."""
    near = nearest(word, {**_SUCCESSORS, **_ADVICE})
    return f"write '{_SUCCESSORS.get(near) or _ADVICE[near]}'" if near else ""


def _removed(mention: Mention, path: str, place: Placer) -> Diagnostic:
    word = path.rpartition(".")[2]
    successor = _SUCCESSORS.get(path, "").rpartition(".")[2]
    hint = write_instead(word, successor) if path in _SUCCESSORS and "." not in path else ""
    hint = hint or f"write '{_SUCCESSORS.get(path) or _ADVICE[path]}'"
    return codes.REMOVED_NAME.at(place(word, mention.offset), f"'{path}' was removed in Airflow 3", hint)


def _member(mention: Mention, scope: Scope, place: Placer) -> Iterator[Diagnostic]:
    owner, _, name = mention.word.partition(".")
    if mention.word in _SUCCESSORS:
        yield _removed(mention, mention.word, place)
        return
    problem = _problem(owner, name, scope)
    if problem:
        code, message, hint = problem
        yield code.at(place(name, mention.offset), message, hint)


def _problem(owner: str, name: str, scope: Scope) -> tuple[Code, str, str] | None:
    """Say what is wrong with ``owner.name``, if anything."""
    if owner == "params" and scope.params is not None and name not in scope.params | _METHODS:
        hint = did_you_mean(name, scope.params) or f"add '{name}' to the params of the DAG or the task"
        return codes.UNKNOWN_PARAM, f"there is no param '{name}'", hint
    if owner == "var" and name not in _VARIABLE_FORMS:
        return codes.UNKNOWN_NAME, f"'var' has 'value' and 'json', not '{name}'", f"write 'var.value.{name}'"
    if owner in _OBJECTS:
        return _attribute(owner, name, scope)
    if owner == "macros" and scope.known.macro_names and name not in scope.known.macro_names:
        near = did_you_mean(name, scope.known.macro_names)
        if near or not scope.has_plugins:
            return codes.UNKNOWN_NAME, f"there is no macro '{name}'", near or _listed_macros(scope)
    return None


def _listed_macros(scope: Scope) -> str:
    public = sorted(name for name in scope.known.macro_names if name[:1].islower())
    return f"one of {', '.join(public)}"


def _attribute(owner: str, name: str, scope: Scope) -> tuple[Code, str, str] | None:
    """Check an attribute of the DAG, its run, the task instance or the spec, where the text tells all."""
    names = _SPEC if owner == "spec" else scope.known.attributes(_OBJECTS[owner])
    if not names or name in names or name.startswith(("_", "model_")):
        return None
    hint = did_you_mean(name, names) or f"see the attributes of {_OBJECTS[owner]}"
    return codes.UNKNOWN_NAME, f"'{owner}' has no '{name}'", hint
