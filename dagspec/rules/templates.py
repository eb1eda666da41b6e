"""DS520 to DS522 and DS601 to DS608: the Jinja templates of a spec, in the fields that Airflow fills in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dagspec import codes
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.jinja import Template
from dagspec.cleared import Cleared
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.rules.airflow_folders import is_file, plugin_folders, template_folders
from dagspec.rules.callee import callee_of
from dagspec.rules.findings import Finding, place_of, settle
from dagspec.rules.news import news_of
from dagspec.rules.tasks import Described, by_dag, catalogue_of, is_template
from dagspec.rules.template_budget import Budget
from dagspec.rules.template_calls import check_calls
from dagspec.rules.template_names import Placer, Scope, check_names
from dagspec.rules.template_places import place_at, place_in_scalar
from dagspec.rules.template_pulls import Tasks
from dagspec.rules.template_syntax import unreadable
from dagspec.spec import Spec
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence, mapping_of

# dag-factory and Airflow read these before any template is filled in.
_NOT_FIELDS = {
    "operator",
    "decorator",
    "task_id",
    "dependencies",
    "expand",
    "partial",
    "variables_as_arguments",
}
_FILLED_LATER = {"map_index_template", "doc", "doc_md", "doc_json", "doc_yaml", "doc_rst", "params"}


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the templates of one file, and with the template files it names."""
    yield from settle(_findings(spec, context))


def _findings(spec: Spec, context: Context) -> Iterator[Finding]:
    known, cleared = catalogue_of(context), context.cleared
    has_plugins, budget = bool(plugin_folders(context)), Budget(cleared)
    texts = {source.name: source.text for source in (spec.source, *spec.defaults)}
    for dag, described in by_dag(spec, known):
        tasks, folders, news = Tasks(dag, cleared), template_folders(dag, context), news_of(dag, cleared)
        for one, new in zip(described, news.tasks, strict=True):
            reader = _Reader(one, known, tasks, texts, folders, has_plugins, budget)
            # Templates of other tasks may name what is new, unless that is only a single value.
            only = new if news.are_values else None
            yield from reader.check() if only is None else reader.check_new(only, cleared)


@dataclass(frozen=True)
class _Reader:
    """Reads the templates of one task."""

    one: Described
    known: Catalogue
    tasks: Tasks
    texts: dict[str, str]
    folders: tuple[Path, ...]
    has_plugins: bool
    budget: Budget

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong in each key that holds templates."""
        arguments = self._function_arguments()
        for key, pair in self._pairs():
            if key in _NOT_FIELDS or key in self.one.from_variables:
                continue
            if key in arguments or self._is_field(self.one.parameter_of(key)):
                yield from self._node(pair.value, pair)
            elif key in self.one.arguments and key not in _FILLED_LATER:
                yield from self._unfilled(key, pair)

    def check_new(self, new: list[Pair], cleared: Cleared) -> Iterator[Finding]:
        """Yield what is wrong with new values, none of which is a template: it may be the name of a file."""
        for pair in new if self._extensions else ():
            key = str(pair.key.value)
            if key not in self.one.from_variables and self._is_field(self.one.parameter_of(key)):
                for inner in cleared.leaves(pair):
                    yield from self._node(inner.value, inner)

    def _pairs(self) -> Iterator[tuple[str, Pair]]:
        yield from self.one.pairs.items()
        for part in ("expand", "partial") if self.one.decorator else ("expand",):
            inner = mapping_of(self.one.task.body.get(part))
            yield from ((str(pair.key.value), pair) for pair in inner or Mapping(self.one.task.body.place))

    def _function_arguments(self) -> frozenset[str]:
        """Return the keys that a decorated task hands to its function, which are filled in as op_kwargs."""
        callee = callee_of(self.one.task, self.known) if self.one.decorator else None
        signature = callee.signature if callee else None
        return frozenset(p.name for p in signature.parameters) if signature else frozenset()

    def _is_field(self, key: str) -> bool:
        operator = self.one.operator
        return operator is not None and (operator.fields is None or key in operator.fields)

    def _unfilled(self, key: str, pair: Pair) -> Iterator[Finding]:
        if isinstance(pair.value, Scalar) and is_template(pair.value.value) and self.one.operator:
            name = self.one.operator.name
            message = (
                f"'{key}' of operator '{name}' is not filled in: Airflow passes the braces on as they are"
            )
            hint = (
                f"templates work in {', '.join(self.one.operator.fields or ()) or 'none of its parameters'}"
            )
            yield Finding(codes.NOT_TEMPLATED.at(place_of(pair), message, hint), pair.value, pair.alias)

    def _node(self, node: Node, pair: Pair) -> Iterator[Finding]:
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self._node(item, pair)
        elif isinstance(node, Mapping):
            for inner in node if "__type__" not in node else ():
                yield from self._node(inner.value, inner)
        elif isinstance(node.value, str):
            if node.value.endswith(self._extensions):
                yield from self._file(node, pair)
            elif "{" in node.value:
                yield from self._text(node)

    @cached_property
    def _extensions(self) -> tuple[str, ...]:
        return (self.one.operator.extensions if self.one.operator else None) or ()

    def _file(self, node: Scalar, pair: Pair) -> Iterator[Finding]:
        file = self._found(node.value)
        if file:
            yield from self._text_of_file(file)
            return
        ending = node.value[node.value.rindex(".") :]
        hint = f"text that ends with '{ending}' is a file name to Airflow: if it is none, end it with a space"
        place = pair.alias or node.place
        yield Finding(codes.TEMPLATE_FILE.at(place, self._no_file(node.value), hint), node, pair.alias)

    def _found(self, name: str) -> Path | None:
        files = (folder / name.lstrip("/") for folder in self.folders)
        return next((file for file in files if is_file(file)), None)

    def _no_file(self, name: str) -> str:
        where = ", ".join(f"'{folder.as_posix()}'" for folder in self.folders)
        return f"there is no template file '{name}' in {where}"

    def _included(self, template: Template, place: Placer) -> Iterator[Diagnostic]:
        for name, offset in template.includes:
            if not self._found(name):
                hint = "add the file, or write 'ignore missing' behind its name"
                yield codes.TEMPLATE_FILE.at(place(name, offset), self._no_file(name), hint)

    def _text_of_file(self, file: Path) -> Iterator[Finding]:
        text, name = file.read_text(encoding="utf-8", errors="replace"), file.as_posix()

        def place(word: str, at: int) -> Place:
            return place_at(text, name, at, len(word))

        yield from self._template(text, place, None)

    def _text(self, node: Scalar) -> Iterator[Finding]:
        source = self.texts.get(node.place.file, "")

        def place(word: str, at: int) -> Place:
            return place_in_scalar(source, node, word, at)

        yield from self._template(node.value, place, node)

    def _template(self, text: str, place: Placer, node: Scalar | None) -> Iterator[Finding]:
        if not self.budget.allows(text, self.known):
            return
        template: Template = self.known.template(text)
        if template.error:
            yield Finding(unreadable(template.error, text, place), node)
            return
        macros = mapping_of(self.one.dag.settings.get("user_defined_macros"))
        found = (
            *check_names(template, self._scope, place),
            *check_calls(template, macros, self.known, place),
            *self._pulled(template, place),
            *self._included(template, place),
        )
        yield from (Finding(diagnostic, node) for diagnostic in found)

    def _pulled(self, template: Template, place: Placer) -> Iterator[Diagnostic]:
        return self.tasks.check(template, self.one.task.task_id, place)

    @cached_property
    def _scope(self) -> Scope:
        macros = mapping_of(self.one.dag.settings.get("user_defined_macros"))
        names = frozenset(str(key) for key in macros.pairs) if macros else frozenset()
        known_names = None if self.tasks.gaps.macros else names
        return Scope(self.known, known_names, self._params(), self.has_plugins)

    def _params(self) -> frozenset[str] | None:
        """Return the names of the params, None when nobody can tell which there are."""
        dag, task, gaps = self.one.dag, self.one.task, self.tasks.gaps
        if gaps.params or gaps.defaults or self.one.meant("params"):
            return None
        params: set[str] = set()
        for node in (dag.settings.get("params"), task.inherited.get("params"), task.body.get("params")):
            if isinstance(node, Mapping) and "__type__" not in node:
                params |= {str(key) for key in node.pairs}
            elif node is not None:
                return None
        return frozenset(params)
