"""DS401 to DS411: the Python functions that a spec names, and the arguments it gives them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from dagspec import codes
from dagspec.catalogue.callables import Callee, Sort
from dagspec.catalogue.catalogue import Catalogue
from dagspec.cleared import Cleared
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.rules.arguments import Given, bind, check_argument
from dagspec.rules.callbacks import check_callbacks
from dagspec.rules.callee import callee_of, check_file, check_not_a_class, check_path, in_file
from dagspec.rules.decorated import check_decorated
from dagspec.rules.findings import Finding, settle
from dagspec.rules.news import news_of
from dagspec.rules.parameters import HTTP_SENSOR, SQL_SENSOR
from dagspec.rules.python_tasks import check_python_task
from dagspec.rules.tasks import Described, by_dag, catalogue_of
from dagspec.spec import Dag, Spec
from dagspec.tree import Mapping, Pair, Scalar, mapping_of

_LAMBDAS = ("response_check_lambda", "success_check_lambda", "failure_check_lambda")
_SENSOR_FILES = {HTTP_SENSOR: ("response_check",), SQL_SENSOR: ("success_check", "failure_check")}


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the functions that one file names."""
    yield from settle(_findings(spec, catalogue_of(context), context.cleared))


def _findings(spec: Spec, known: Catalogue, cleared: Cleared) -> Iterator[Finding]:
    for dag in spec.dags:
        yield from _dag(dag, known) if news_of(dag, cleared).around else ()
    for dag, described in by_dag(spec, known):
        for one, new in zip(described, news_of(dag, cleared).tasks, strict=True):
            if new is None:
                yield from _task(one, known)
            else:
                given = mapping_of(one.task.body.get("op_kwargs")) if new else None
                yield from _new_values(one, cleared.news(given), known) if given else ()


def _task(one: Described, known: Catalogue) -> Iterator[Finding]:
    yield from check_callbacks(one.task.body, known)
    if one.calls_python:
        yield from _python(one, known)
    yield from _others(one, known)


def _new_values(one: Described, pairs: Iterable[Pair], known: Catalogue) -> Iterator[Finding]:
    """Check values alone, where the same function was given others by the same names."""
    callee = callee_of(one.task, known) if one.calls_python else None
    if callee is not None:
        for pair in pairs:
            yield from check_argument(callee, str(pair.key.value), pair)


def _dag(dag: Dag, known: Catalogue) -> Iterator[Finding]:
    yield from check_callbacks(dag.settings, known)
    yield from check_callbacks(dag.default_args, known)
    for group in dag.groups:
        defaults = mapping_of(group.body.get("default_args"))
        if defaults:
            yield from check_callbacks(defaults, known)
    yield from _doc(dag.settings, known)
    macros = mapping_of(dag.settings.get("user_defined_macros"))
    if macros:
        yield from _macros(macros, known)


def _doc(settings: Mapping, known: Catalogue) -> Iterator[Finding]:
    """Check the function that writes a DAG's documentation, and what it is given."""
    key = "doc_md_python_callable"
    yield from check_file(settings, key, known)
    callee = in_file(settings, key, known)
    named = settings.get("doc_md_python_arguments")
    if isinstance(callee, Callee) and (named is None or isinstance(named, Mapping)):
        given = {str(pair.key.value): pair for pair in named or Mapping(settings.place)}
        place = settings.key_place("doc_md_python_arguments" if named else f"{key}_name")
        found = bind(callee, Given(given), place)
        # Its arguments only end in a text: their kinds matter less than their names.
        yield from (f for f in found if f.diagnostic.code != codes.WRONG_ARGUMENT.id)


def _macros(macros: Mapping, known: Catalogue) -> Iterator[Finding]:
    for pair in macros:
        if isinstance(pair.value, Mapping):
            yield from _macros(pair.value, known)
        elif isinstance(pair.value, Scalar) and pair.value.value is None:
            message = f"macro '{pair.key.text}' has no value"
            hint = "write package.module.function, or remove it"
            yield Finding(codes.UNKNOWN_CALLABLE.at(pair.key.place, message, hint))
        else:
            # A macro may be any object, not only a function.
            found = check_path(pair.value, known)
            yield from (f for f in found if f.diagnostic.code != codes.NOT_CALLABLE.id)


def _python(one: Described, known: Catalogue) -> Iterator[Finding]:
    """Check the function of a Python task, then what is given to it."""
    body = one.task.body
    node = body.get("python_callable")
    name = body.pair("python_callable_name")
    if node is None and name is None and "python_callable_file" not in body:
        if one.meant("python_callable"):
            return
        where = one.task.operator or one.task.decorator or one.task.name_node
        message = f"task '{one.task.task_id}' needs 'python_callable'"
        yield Finding(
            codes.MISSING_PARAMETER.at(where.place, message, "add 'python_callable: package.module.function'")
        )
        return
    if node is not None and name is not None:
        message = "'python_callable' and 'python_callable_name' are both here"
        yield Finding(codes.CALLABLE_FILE.at(name.key.place, message, "keep one of the two"))
        return
    yield from check_path(node, known)
    yield from check_file(body, "python_callable", known)
    callee = callee_of(one.task, known)
    shown = node if isinstance(node, Scalar) else body.get("python_callable_name")
    if callee is None or not isinstance(shown, Scalar):
        return
    if callee.sort is Sort.CLASS:
        yield from check_not_a_class(shown, callee)
        return
    bind_task = check_decorated if one.decorator else check_python_task
    yield from bind_task(one, callee, shown, known)


def _others(one: Described, known: Catalogue) -> Iterator[Finding]:
    """Check the other functions that dag-factory looks up."""
    body = one.task.body
    if "execution_date_fn" in one.arguments:
        yield from check_path(body.get("execution_date_fn"), known)
        yield from check_file(body, "execution_date_fn", known)
    for path, keys in _SENSOR_FILES.items():
        if one.operator and one.operator.is_a(path):
            for key in keys:
                yield from check_file(body, key, known)
    for key in _LAMBDAS:
        node = body.get(key)
        if isinstance(node, Scalar) and node.value is not None:
            yield from _lambda(key, node)


def _lambda(key: str, node: Scalar) -> Iterator[Finding]:
    hint = "write it as 'lambda response: ...'"
    try:
        tree = ast.parse(node.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", str(error))
        yield Finding(codes.BAD_LAMBDA.at(node.place, f"'{key}' is not Python: {reason}", hint), node)
        return
    only = tree.body[0] if len(tree.body) == 1 else None
    if not (isinstance(only, ast.Expr) and isinstance(only.value, ast.Lambda)):
        yield Finding(codes.BAD_LAMBDA.at(node.place, f"'{key}' is not a single lambda", hint), node)
