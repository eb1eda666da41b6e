"""DS509, DS510: tasks that are named in values: `+task` for decorators, `task.output` in expand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagspec import codes
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import Context
from dagspec.rules.gaps import Gaps
from dagspec.rules.news import news_of
from dagspec.spec import Dag, Spec, Task
from dagspec.tree import Node, Scalar, mapping_of

# The same patterns as in dagfactory.dagbuilder.
_PLUS = re.compile(r"""\+(?P<task>\w*)(\[['"](?P<key>.*)['"]\])?""")
_XCOM_ARG = re.compile(r"\(+(.*?)\)")
_KEYS_OF_DAG_FACTORY = frozenset(
    {"decorator", "python_callable", "task_id", "dependencies", "task_group_name"}
)


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with references to other tasks in one file."""
    for dag in spec.dags:
        if context.cleared.is_in_order and news_of(dag, context.cleared).are_values:
            continue
        references = [(node, name, task) for task in dag.tasks for node, name in _references(task)]
        places = {name: index for index, name in enumerate(_built_in_order(dag))} if references else {}
        found = [each for node, name, task in references for each in _one(node, name, task, places)]
        yield from found if found and not _has_gaps(dag) else ()


def _has_gaps(dag: Dag) -> bool:
    gaps = Gaps(dag)
    return gaps.tasks or gaps.dependencies


def _references(task: Task) -> Iterator[tuple[Scalar, str]]:
    if task.decorator:
        for pair in task.body:
            if pair.key.value not in _KEYS_OF_DAG_FACTORY:
                yield from _plus(pair.value)
        for key in ("expand", "partial"):
            for pair in mapping_of(task.body.get(key)) or ():
                yield from _plus(pair.value)
    elif task.operator:
        for pair in mapping_of(task.body.get("expand")) or ():
            yield from _output(pair.value)


def _plus(node: Node) -> Iterator[tuple[Scalar, str]]:
    match = _PLUS.fullmatch(node.value) if isinstance(node, Scalar) and isinstance(node.value, str) else None
    if match and isinstance(node, Scalar):
        yield node, match["task"]


def _output(node: Node) -> Iterator[tuple[Scalar, str]]:
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return
    if ".output" in node.value:
        yield node, node.value.split(".output")[0]
    elif "XcomArg" in node.value:
        match = _XCOM_ARG.search(node.value)
        yield node, match[1] if match else ""


def _built_in_order(dag: Dag) -> list[str]:
    """Return the tasks in the order in which dag-factory builds them: a reference can only look back."""
    waiting = {task.task_id: {name.value for name in task.dependencies} for task in dag.tasks}
    for needed in waiting.values():
        needed &= waiting.keys()
    ready = [name for name, needed in waiting.items() if not needed]
    for name in ready:
        following = [other for other, needed in waiting.items() if name in needed]
        for other in following:
            waiting[other].discard(name)
        ready += [other for other in following if not waiting[other]]
    return ready


def _one(node: Scalar, name: str, task: Task, places: dict[str, int]) -> Iterator[Diagnostic]:
    plain = name if name in places else name.rpartition(".")[2]
    if plain not in places:
        hint = did_you_mean(name, places) or f"the tasks are: {', '.join(places)[:200]}"
        yield codes.UNKNOWN_REFERENCE.at(node.place, f"'{node.value}' names the unknown task '{name}'", hint)
    elif plain == task.task_id:
        yield codes.SELF_DEPENDENCY.at(
            node.place, f"'{task.task_id}' takes its own result", "name another task"
        )
    elif places[plain] > places.get(task.task_id, len(places)):
        message = f"'{name}' is built after '{task.task_id}', so its result cannot be named here"
        yield codes.REFERENCE_ORDER.at(node.place, message, f"add 'dependencies: [{plain}]'")
