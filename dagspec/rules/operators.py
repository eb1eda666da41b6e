"""DS301 to DS310, DS312 to DS314: each task has one operator or decorator that exists and takes its keys."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.answer import Missing, Opaque, Resolved
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.definition import Class, Function
from dagspec.catalogue.operators import BASE, SENSOR
from dagspec.cleared import Cleared
from dagspec.diagnostic import Diagnostic, did_you_mean, write_instead
from dagspec.project import Context
from dagspec.rules import default_args, parameters, unknown_operator
from dagspec.rules.findings import Finding, settle
from dagspec.rules.missing import explain_missing
from dagspec.rules.news import news_of
from dagspec.rules.tasks import Described, by_dag, catalogue_of, is_unset
from dagspec.spec import Spec, Task
from dagspec.tree import Scalar


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with the operators, decorators and parameters of one file."""
    yield from settle(_findings(spec, catalogue_of(context), context.cleared))


def _findings(spec: Spec, known: Catalogue, cleared: Cleared) -> Iterator[Finding]:
    asked = [task for dag in spec.dags for task in dag.tasks]
    if not known.has_airflow and any(_is_airflow(task) for task in asked):
        yield _no_airflow(next(task for task in asked if _is_airflow(task)))
    # A lost alias takes its key along, so nobody knows what a task had.
    is_spoilt = any(found.code == codes.UNDEFINED_ALIAS.id for found in spec.source.diagnostics)
    for dag, described in by_dag(spec, known):
        news = news_of(dag, cleared)
        for one, new in zip(described, news.tasks, strict=True):
            if new is None:
                yield from _task(one, known, is_spoilt=is_spoilt)
            else:
                yield from parameters.check_values(one, known, new)
        yield from () if news.are_values else default_args.check(dag, described, known)


def _task(one: Described, known: Catalogue, *, is_spoilt: bool) -> Iterator[Finding]:
    if not is_spoilt:
        yield from _kind(one, known)
    yield from unknown_operator.check(one, known)
    yield from parameters.check(one, known)
    yield from parameters.check_values(one, known, one.pairs.values())


def _is_airflow(task: Task) -> bool:
    node = task.operator or task.decorator
    return node is not None and str(node.value).startswith("airflow.")


def _no_airflow(task: Task) -> Finding:
    node = task.operator or task.decorator or task.name_node
    message = "Airflow is not installed here, so its operators are not checked"
    return Finding(codes.NO_AIRFLOW.at(node.place, message, "install this project's extra 'airflow'"))


def _kind(one: Described, known: Catalogue) -> Iterator[Finding]:
    """Check that there is exactly one operator or decorator, and that it is one."""
    task = one.task
    has_operator, has_decorator = "operator" in task.body, "decorator" in task.body
    if not has_operator and not has_decorator:
        yield from _neither(task)
    if has_operator and has_decorator:
        place = max(task.body.key_place("operator"), task.body.key_place("decorator"))
        message = f"task '{task.task_id}' has an operator and a decorator"
        yield Finding(codes.TWO_OPERATORS.at(place, message, "keep one of the two"))
    if task.operator:
        yield from _path(task.operator, one, known)
    elif task.decorator:
        yield from _path(task.decorator, one, known)


def _neither(task: Task) -> Iterator[Finding]:
    """Tell it at the key that was probably meant."""
    message = f"task '{task.task_id}' has neither an operator nor a decorator"
    for pair in task.body:
        hint = did_you_mean(pair.key.text, ["operator", "decorator"])
        if hint:
            yield Finding(codes.NO_OPERATOR.at(pair.key.place, message, hint))
            return
    hint = "write 'operator: airflow.providers.standard.operators.bash.BashOperator' or another"
    yield Finding(codes.NO_OPERATOR.at(task.name_node.place, message, hint))


def _path(node: Scalar, one: Described, known: Catalogue) -> Iterator[Finding]:
    path = node.value
    if (is_unset(path) and " " not in path) or (not known.has_airflow and path.startswith("airflow.")):
        return
    answer = known.resolve(path)
    word = "operator" if one.task.operator else "decorator"
    if isinstance(answer, Missing):
        message, hint = explain_missing(answer, known, f"{word} '{path}'")
        yield Finding(codes.UNKNOWN_OPERATOR.at(node.place, message, hint), node)
    elif isinstance(answer, Resolved):
        described = one.decorator or (one.operator if word == "operator" else None)
        problem = _not_one(word, path, answer, one, known)
        if problem:
            yield Finding(codes.NOT_AN_OPERATOR.at(node.place, *problem), node)
        elif described and described.deprecated_for:
            hint = write_instead(path, described.deprecated_for)
            message = f"{word} '{path}' has moved, and Airflow accepts the old path only for now"
            yield Finding(codes.DEPRECATED_PATH.at(node.place, message, hint), node)
    elif isinstance(answer, Opaque) and known.library.finder.find(path) is not None:
        hint = f"add the name of the {'class' if word == 'operator' else 'function'} in it"
        message = f"'{path}' is a module, expected the path of an {word} in it"
        yield Finding(codes.NOT_AN_OPERATOR.at(node.place, message, hint), node)
    elif known.library.is_compiled(path):
        message = f"'{path}' belongs to Python itself, expected the path of an {word}"
        yield Finding(codes.NOT_AN_OPERATOR.at(node.place, message), node)


def _not_one(
    word: str, path: str, answer: Resolved, one: Described, known: Catalogue
) -> tuple[str, str] | None:
    """Say why a path that exists is not what is expected, and what to write; None when all is well."""
    if word == "decorator":
        return _not_a_decorator(path, answer, one, known)
    if answer.path in {BASE, SENSOR}:
        return f"'{path}' is only the base of operators", "name one of the operators built on it"
    if one.operator and one.operator.is_operator:
        return None
    name = path.rpartition(".")[2]
    if known.decorator(path):
        return f"'{name}' is a decorator, not an operator", "write 'decorator:' instead of 'operator:'"
    if isinstance(answer.definition, Class):
        return f"class '{name}' is not an operator: it does not inherit from BaseOperator", ""
    if isinstance(answer.definition, Function):
        return f"'{name}' is a function, expected an operator class", _python_hint(path)
    literal = getattr(answer.definition, "kind", "") == "literal"
    return (f"'{name}' is not a class, expected an operator", "") if literal else None


def _not_a_decorator(path: str, answer: Resolved, one: Described, known: Catalogue) -> tuple[str, str] | None:
    name = path.rpartition(".")[2]
    if one.decorator:
        return None
    operator = known.operator(path)
    if operator:
        hint = "write 'operator:' instead of 'decorator:'" if operator.is_operator else ""
        return f"'{name}' is a class, not a task decorator", hint
    function = answer.definition
    takes_function = isinstance(function, Function) and (
        function.signature.takes_any_name or "python_callable" in function.signature.by_name
    )
    if answer.path.startswith("airflow.") or (isinstance(function, Function) and not takes_function):
        return f"'{name}' is not a task decorator", "use airflow.sdk.task"
    return None


def _python_hint(path: str) -> str:
    return f"use 'decorator: airflow.sdk.task' with 'python_callable: {path}'"
