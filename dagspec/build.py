"""Specs become Airflow DAGs. The one module of dagspec that knows Airflow and dag-factory.

Airflow reads one loader file for all specs, and it is harsh: when the loader raises, every DAG is lost;
when one DAG fails later, all DAGs of the file are set stale. So each DAG is built and validated here first,
and answers for itself when Airflow serialises it (doing that here as well would cost more than all the
rest). One that fails is shown as an import error under the path of its own spec; the others stay.
"""

from __future__ import annotations

import os
import re
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

os.environ.setdefault("DO_NOT_TRACK", "1")  # before dag-factory is imported: it calls home for every run

from airflow.exceptions import SerializationError
from airflow.sdk import DAG, get_parsing_context

with warnings.catch_warnings():  # dag-factory also imports the names of Airflow 2, if only to compare
    warnings.simplefilter("ignore")
    from dagfactory.dagbuilder import DagBuilder

from dagspec import codes
from dagspec.ahead import Ahead, Kept, is_settled
from dagspec.check import report
from dagspec.diagnostic import Diagnostic, Severity
from dagspec.examine import examine_each, settings_of
from dagspec.examined import Examined, Settings
from dagspec.garbage import collector_at_rest
from dagspec.prepare import config_of
from dagspec.project import DEFAULTS, SUFFIXES, context_of, defaults_of, files_of, is_whole, load
from dagspec.report import finding

_MARKUP = re.compile(r"\[(?=[a-z#/@])")
_AHEAD = Ahead()


class SpecFacts(NamedTuple):
    """What templates see as `spec`."""

    file: str
    sha256: str


class Parts(NamedTuple):
    """All that a DAG is built from; its lines are as their author wrote them: variables hide secrets."""

    dag_id: str
    settings: dict[str, Any]
    lines: str
    facts: SpecFacts


class InvalidSpecError(SerializationError):
    """What Airflow shows as the import error of a rejected spec; of this kind, it is shown unwrapped."""


class SpecDag(DAG):
    """A DAG that answers for itself: what fails when Airflow serialises it is laid to its own spec.

    Airflow files a failure under `relative_fileloc`, which it sets to the loader: then every DAG of the
    loader counts as broken. So this field is serialised first, with the loader's path, and whoever reads it
    after that wants to know whose failure it was.
    """

    def __hash__(self) -> int:
        """Return what equal DAGs have in common; Airflow's own takes long, twice for each edge."""
        return hash(self.dag_id)

    def of_spec(self, file: str) -> SpecDag:
        """Keep the path of the spec."""
        self.__dict__.update(spec_file=file, loader_file=None, is_read=False, is_serialising=False)
        return self

    @property
    def relative_fileloc(self) -> str | None:  # Airflow sets it to the loader's path
        """The loader's path, and the spec's own once the DAG is being serialised."""
        own = self.__dict__
        if own.get("is_serialising"):
            if own["is_read"]:
                return str(own["spec_file"])
            own["is_read"] = True
        return own.get("loader_file")

    @relative_fileloc.setter
    def relative_fileloc(self, value: str | None) -> None:
        self.__dict__["loader_file"] = value

    def get_serialized_fields(self) -> tuple[str, ...]:  # type: ignore[override]  # asked of the instance
        """Return the fields to serialise, the path first."""
        self.__dict__.update(is_serialising=True, is_read=False)
        fields: frozenset[str] = super().get_serialized_fields()  # type: ignore[no-untyped-call]
        return ("relative_fileloc", *(fields - {"relative_fileloc"}))


class RejectedSpec(SpecDag):
    """Stands in for a spec with errors: it fails when Airflow serialises it, with the report."""

    def reject(self, file: str, report: str) -> RejectedSpec:
        """Keep what to show and where."""
        self.of_spec(file).__dict__.update(rejected_report=report, is_serialising=True, is_read=True)
        return self

    def get_serialized_fields(self) -> tuple[str, ...]:  # type: ignore[override]  # see above
        """Refuse to be serialised, with the report."""
        raise InvalidSpecError(self.__dict__["rejected_report"])


class _Builder(DagBuilder):  # type: ignore[misc]  # dag-factory ships no types
    """dag-factory's builder without its two deep copies: the configuration is ours alone."""

    def __init__(self, dag_name: str, config: dict[str, Any], text: str) -> None:
        self.dag_name, self.dag_config, self._yml_dag = dag_name, config, text
        self.default_config: dict[str, Any] = {}

    @staticmethod
    def make_task_groups(task_groups: dict[str, Any], dag: DAG) -> dict[str, Any]:
        """Make the DAG one of ours first: dag-factory has no place to say which class it shall make."""
        dag.__class__ = SpecDag
        groups: dict[str, Any] = DagBuilder.make_task_groups(task_groups, dag)
        return groups

    @staticmethod
    def set_dependencies(
        tasks_config: dict[str, Any],
        operators_dict: dict[str, Any],
        task_groups_config: dict[str, Any],
        task_groups_dict: dict[str, Any],
    ) -> None:
        """Set what comes before what, also for decorated tasks in groups and for unprefixed ones.

        dag-factory looks those up under names that it has not given them, and fails with a KeyError.
        """
        nodes = dict(task_groups_dict)
        for name, config in tasks_config.items():
            group = config.get("task_group")
            full = group.child_id(name) if group else name
            nodes[name] = operators_dict[full] if full in operators_dict else operators_dict[name]
        for name, config in {**tasks_config, **task_groups_config}.items():
            for dependency in config.get("dependencies") or ():
                nodes[name].set_upstream(nodes[dependency])


def _set_callback(parameters: Any, callback_type: str, has_name_and_file: bool = False) -> Any:
    """Take a callback that `prepare` has resolved as it is, lists included; dag-factory refuses those."""
    value = parameters.get(callback_type)
    if value is None or isinstance(value, (str, dict)):
        return _dag_factory_set_callback(parameters, callback_type, has_name_and_file)
    return value


_dag_factory_set_callback = DagBuilder.set_callback
DagBuilder.set_callback = staticmethod(_set_callback)


def build_dags(folder: Path | str, variables: Mapping[str, str] | None = None) -> dict[str, DAG]:
    """Return every DAG of the folder by its id, and a rejection for each spec that has errors.

    When a task starts, Airflow names the one DAG it wants: only the spec with that DAG is read.
    """
    folder = Path(folder)
    environment = os.environ if variables is None else variables
    wanted = get_parsing_context().dag_id
    with collector_at_rest():
        if wanted:
            dags = _build_all(_holding(folder, wanted), folder, environment)
            if wanted in dags:
                return dags
        return _build_all([folder], folder, environment)


def build_ahead(folder: Path, dag_id: str) -> None:
    """Build a DAG for the processes that will be forked from this one, unless that is done.

    They check its spec all the same, and build it themselves when anything is not as it was here.
    """
    known = _AHEAD[dag_id]
    specs = [path for path in known.specs if _mentions(path, dag_id)] or _holding(folder, dag_id)
    contents = {path: path.read_bytes() for spec in specs for path in (spec, *defaults_of(spec, folder))}
    if contents == known.contents:
        return
    _AHEAD[dag_id] = Kept(specs, contents)  # what cannot be built is not tried again
    project = load(specs, os.environ, date.today(), folder)
    for spec in project.specs:
        facts = SpecFacts(_relative(spec.source.name, project.context.dags_folder), spec.source.sha256)
        for dag in spec.dags:
            parts = _parts(settings_of(dag), spec.source.text, facts)
            if dag.dag_id == dag_id and is_settled(parts.settings):
                _AHEAD[dag_id] = Kept(specs, contents, repr(parts), _build_dag(parts))


def _holding(folder: Path, dag_id: str) -> list[Path]:
    """Return the specs whose text holds the id: the file of that name, or else all that mention it."""
    for suffix in SUFFIXES:
        likely = folder / f"{dag_id}{suffix}"
        if _mentions(likely, dag_id):
            return [likely]
    return [path for path in sorted(folder.rglob("*.y*ml")) if _mentions(path, dag_id)]


def _mentions(path: Path, dag_id: str) -> bool:
    return path.is_file() and dag_id.encode() in path.read_bytes()


def _build_all(paths: list[Path], folder: Path, variables: Mapping[str, str]) -> dict[str, DAG]:
    context = context_of(paths, variables, date.today(), folder)
    examined = examine_each(dict(files_of(paths, folder)).items(), context)
    dags: dict[str, DAG] = {}
    errors: dict[str, list[Diagnostic]] = {}
    for diagnostic in report(examined, is_whole(paths)).diagnostics:
        if diagnostic.severity is Severity.ERROR:
            errors.setdefault(diagnostic.file, []).append(diagnostic)
    for each in examined:
        dags.update(_build(each, errors, context.dags_folder))
    return dags


def _build(spec: Examined, errors: Mapping[str, list[Diagnostic]], folder: Path) -> Iterator[tuple[str, DAG]]:
    file = _relative(spec.name, folder)
    found = [diagnostic for name in spec.texts for diagnostic in errors.get(name, ())]
    if found:
        if spec.path.name not in DEFAULTS:
            yield _rejection(file, found, spec.texts, folder)
        return
    facts = SpecFacts(file, spec.sha256)
    built: dict[str, DAG] = {}
    for dag in spec.dags:
        parts = _parts(dag, spec.texts[spec.name], facts)
        try:
            built[dag.dag_id] = _AHEAD.take(dag.dag_id, parts) or _build_dag(parts)
        except Exception as error:  # noqa: BLE001  whatever Airflow refuses must stay with this spec
            yield _rejection(file, [_refusal(dag, error)], spec.texts, folder)
            return
    yield from built.items()


def _parts(dag: Settings, text: str, facts: SpecFacts) -> Parts:
    lines = text.split("\n")[dag.place.line - 1 : dag.end_line]
    while lines and lines[-1][:1] in ("", "#"):  # what stands there is about the next DAG, or about none
        lines.pop()
    return Parts(dag.dag_id, dag.settings, "\n".join(lines).rstrip(), facts)


def _build_dag(parts: Parts) -> DAG:
    config = config_of(parts.settings)
    config["user_defined_macros"] = {"spec": parts.facts, **(config.get("user_defined_macros") or {})}
    built: DAG = _Builder(parts.dag_id, config, parts.lines).build()["dag"]
    built.validate()  # type: ignore[no-untyped-call]  # Airflow ships it without types
    return cast(SpecDag, built).of_spec(parts.facts.file)


def _refusal(dag: Settings, error: Exception) -> Diagnostic:
    kind = type(error).__name__
    where = traceback.extract_tb(error.__traceback__)[-1]
    hint = f"raised in {Path(where.filename).name}, line {where.lineno}"
    return codes.REFUSED.at(dag.place, f"Airflow refuses DAG '{dag.dag_id}': {kind}: {error}", hint)


def _rejection(
    file: str, found: Iterable[Diagnostic], texts: Mapping[str, str], folder: Path
) -> tuple[str, DAG]:
    lines = [f"{file} is not valid, its DAGs are not loaded:"]
    for diagnostic in found:
        shown = replace(diagnostic, file=_relative(diagnostic.file, folder))
        lines += finding(shown, texts.get(diagnostic.file, ""))
    dag_id = "invalid-spec." + "".join(c if c.isalnum() and c.isascii() else "-" for c in file)[-200:]
    return dag_id, RejectedSpec(dag_id=dag_id).reject(file, _safe_from_markup("\n".join(lines)))


def _safe_from_markup(text: str) -> str:
    """Return the text so that `airflow dags list-import-errors` shows all of it.

    It takes `[b]` for rich's markup and drops it, and then the caret points at nothing. Rich's own escape, a
    backslash, would be seen on Airflow's pages; a word joiner behind the bracket is seen nowhere.
    """
    return _MARKUP.sub("[\N{WORD JOINER}", text)


def _relative(name: str, folder: Path) -> str:
    return name.removeprefix(f"{folder.as_posix()}/")
