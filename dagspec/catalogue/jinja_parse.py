"""Parses a Jinja template as Airflow would, without rendering it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from jinja2 import Environment, TemplateSyntaxError, meta, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from dagspec.catalogue.jinja import Call, Mention, Pull, Template
from dagspec.catalogue.jinja_tokens import Tokens, words_of

_SETTINGS = {"params", "macros", "var", "dag", "dag_run", "ti", "task_instance", "spec"}
_TASK_INSTANCES = {"ti", "task_instance"}
_GUARDS = {"defined", "undefined"}
_FALLBACKS = {"default", "d"}


def parse_template(text: str, filters: frozenset[str]) -> Template:
    """Return what a template mentions; ``filters`` are those that Airflow adds to Jinja's own."""
    environment = _environment(filters)
    tokens = Tokens(environment, text)
    if tokens.error:
        return Template(error=tokens.error)
    parser = Parser(environment, "")
    parser.stream = TokenStream(iter([token for token, _ in tokens.found]), None, None)
    try:
        return _Reader(environment, tokens, parser.parse()).read()
    except RecursionError:
        return Template(error=Mention("it is nested too deeply", 0))
    except TemplateSyntaxError as error:
        offset = tokens.offset_of_failure(parser.stream.current, error.message or "")
        return Template(error=Mention(words_of(error), offset))


@cache
def _environment(filters: frozenset[str]) -> Environment:
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701  never rendered
    for name in filters:
        environment.filters[name] = _stand_in
    return environment


def _stand_in(value: object) -> bool:
    """Take the place of a filter or test; no template is ever rendered."""
    return bool(value)


class _Reader:
    """Walks through a parsed template."""

    def __init__(self, environment: Environment, tokens: Tokens, tree: nodes.Template) -> None:
        self._environment = environment
        self._tokens = tokens
        self._tree = tree
        self._nodes = tuple(tree.find_all(nodes.Node))
        self._guarded = set(self._guards())

    def read(self) -> Template:
        """Return all that the template mentions."""
        filters = self._unknown(nodes.Filter, self._environment.filters)
        tests = self._unknown(nodes.Test, self._environment.tests)
        found = Template(
            filters=tuple(Mention(word, self._tokens.filter(word)) for word in filters),
            tests=tuple(Mention(word, self._tokens.test(word)) for word in tests),
            members=tuple(dict.fromkeys(self._members())),
            pulls=tuple(self._pulls()),
            includes=tuple(self._includes()),
            failures=tuple(self._failures()),
            calls=tuple(self._calls()),
        )
        # The search for names comes last: it folds constants and so changes the tree.
        return Template(names=tuple(self._names(filters, tests)), **{f: getattr(found, f) for f in _OTHERS})

    def _of(self, *kinds: type[nodes.Node]) -> Iterator[nodes.Node]:
        return (node for node in self._nodes if isinstance(node, kinds))

    def _unknown(self, kind: type[nodes.Filter | nodes.Test], known: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(node.name for node in self._of(kind) if node.name not in known))  # type: ignore[attr-defined]

    def _names(self, filters: list[str], tests: list[str]) -> Iterator[Mention]:
        """Yield what the context must give; unknown filters would stop Jinja's own search."""
        if filters or tests:
            overlay = self._environment.overlay()
            overlay.filters = {**self._environment.filters, **dict.fromkeys(filters, _stand_in)}
            overlay.tests = {**self._environment.tests, **dict.fromkeys(tests, _stand_in)}
            self._tree.set_environment(overlay)
        names = meta.find_undeclared_variables(self._tree) - set(self._environment.globals) - self._guarded
        for name in sorted(names):
            yield Mention(name, self._tokens.name(name))

    def _guards(self) -> Iterator[str]:
        """Yield what is asked whether it is defined, or has a default: it may be missing."""
        for node in self._of(nodes.Test, nodes.Filter):
            names = _GUARDS if isinstance(node, nodes.Test) else _FALLBACKS
            if isinstance(node, nodes.Test | nodes.Filter) and node.name in names and node.node is not None:
                yield _dotted(node.node)

    def _members(self) -> Iterator[Mention]:
        for node in self._of(nodes.Getattr, nodes.Getitem):
            path = _dotted(node)
            owner, _, name = path.partition(".")
            if owner in _SETTINGS and name and "." not in name and path not in self._guarded:
                yield Mention(path, self._tokens.member(owner, name))

    def _pulls(self) -> Iterator[Pull]:
        for call in self._of(nodes.Call):
            if not isinstance(call, nodes.Call):
                continue
            owner, _, method = _dotted(call.node).partition(".")
            named = {keyword.key: keyword.value for keyword in call.kwargs}
            if owner in _TASK_INSTANCES and method == "xcom_pull" and not named.keys() & _ELSEWHERE:
                asked = named.get("task_ids") or (call.args[0] if call.args else None)
                for word in _texts(asked):
                    yield Pull(word, self._tokens.constant(word))

    def _calls(self) -> Iterator[Call]:
        for call in self._of(nodes.Call):
            path = _dotted(call.node) if isinstance(call, nodes.Call) else ""
            if isinstance(call, nodes.Call) and path and call.dyn_args is None and call.dyn_kwargs is None:
                owner, _, name = path.rpartition(".")
                last = owner.rpartition(".")[2]
                offset = self._tokens.member(last, name) if owner else self._tokens.name(name)
                yield Call(path, offset, len(call.args), tuple(keyword.key for keyword in call.kwargs))

    def _failures(self) -> Iterator[Mention]:
        """Yield calculations with constants that fail whenever the template is filled in."""
        for node in self._of(nodes.BinExpr):
            if not isinstance(node, nodes.BinExpr) or not isinstance(node.left, nodes.Const):
                continue
            try:
                if isinstance(node.right, nodes.Const):
                    node.as_const()
            except nodes.Impossible:
                yield Mention(str(node.left.value), self._tokens.constant(str(node.left.value)))

    def _includes(self) -> Iterator[Mention]:
        for node in self._of(nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport):
            named = getattr(node, "template", None)
            if isinstance(named, nodes.Const) and not getattr(node, "ignore_missing", False):
                yield Mention(str(named.value), self._tokens.constant(str(named.value)))


_OTHERS = ("filters", "tests", "members", "pulls", "includes", "failures", "calls")
# With these the other task may be in another DAG or another run.
_ELSEWHERE = {"dag_id", "include_prior_dates"}


def _texts(node: nodes.Node | None) -> Iterator[str]:
    items = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    for item in items:
        if isinstance(item, nodes.Const) and isinstance(item.value, str):
            yield item.value


def _dotted(node: nodes.Node) -> str:
    """Return ``a.b`` for ``a.b`` and ``a['b']``; nothing for what is computed."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        owner, name = _dotted(node.node), node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        owner, name = _dotted(node.node), str(node.arg.value)
    else:
        return ""
    return f"{owner}.{name}" if owner else ""
