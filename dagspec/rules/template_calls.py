"""DS404 to DS406, DS604: calls of macros, and of ``xcom_pull``, with arguments that they do not take."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.callables import Callee, Sort
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.jinja import Call, Template
from dagspec.catalogue.signature import Signature
from dagspec.catalogue.vocabulary import MACROS
from dagspec.diagnostic import Code, Diagnostic, did_you_mean
from dagspec.rules.findings import listed
from dagspec.rules.template_names import Placer
from dagspec.tree import Mapping, Node, Scalar

_PULLS = {"ti.xcom_pull", "task_instance.xcom_pull"}
_DICTS = {"params", "dag_run.conf"}
# Of `RuntimeTaskInstance.xcom_pull`, whose parameters the catalogue does not keep.
_PULL_NAMES = ("task_ids", "dag_id", "key", "include_prior_dates", "map_indexes", "default", "run_id")


def check_calls(
    template: Template, macros: Mapping | None, known: Catalogue, place: Placer
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the calls in one template."""
    for call in template.calls:
        if call.path in _PULLS:
            yield from _pull(call, place)
            continue
        owner, _, name = call.path.rpartition(".")
        if owner in _DICTS and not hasattr(dict, name):
            hint = did_you_mean(name, [word for word in dir(dict) if not word.startswith("_")])
            message = f"'{owner}' is a mapping and has no '{name}'"
            yield codes.UNKNOWN_NAME.at(place(name, call.offset), message, hint)
        node = _macro(call.path, macros)
        if isinstance(node, Scalar):
            yield from _call(call, node, known, place)
        elif owner == "macros":
            yield from _fits(call, f"{MACROS}.{name}", known, place)
        elif node is None and owner and isinstance(_macro(owner, macros), Mapping):
            group = _macro(owner, macros)
            names = [str(key) for key in group.pairs] if isinstance(group, Mapping) else []
            message, hint = f"macro '{owner}' has no '{name}'", did_you_mean(name, names)
            yield codes.UNKNOWN_NAME.at(place(name, call.offset), message, hint)


def _pull(call: Call, place: Placer) -> Iterator[Diagnostic]:
    for name in call.named:
        if name not in _PULL_NAMES:
            message = f"'xcom_pull' takes no argument '{name}'"
            hint = did_you_mean(name, _PULL_NAMES)
            yield codes.UNKNOWN_ARGUMENT.at(place(name, call.offset), message, hint)


def _macro(path: str, macros: Mapping | None) -> Node | None:
    """Return the value of a user-defined macro, found by its dotted name."""
    node: Node | None = macros
    for word in path.split("."):
        node = node.get(word) if isinstance(node, Mapping) else None
    return node


def _call(call: Call, node: Scalar, known: Catalogue, place: Placer) -> Iterator[Diagnostic]:
    name = call.path.rpartition(".")[2]
    if not isinstance(node.value, str):
        if node.value is not None:
            message = f"macro '{call.path}' is {node.text}, not a function"
            yield codes.NOT_CALLABLE.at(place(name, call.offset), message)
        return
    yield from _fits(call, node.value, known, place)


def _fits(call: Call, path: str, known: Catalogue, place: Placer) -> Iterator[Diagnostic]:
    callee = known.callable(path)
    if callee is None or callee.signature is None or callee.sort is not Sort.FUNCTION:
        return
    problem = _misfit(call, callee, callee.signature)
    if problem:
        code, message = problem
        hint = f"its parameters: {', '.join(p.name for p in callee.signature.parameters) or 'none'}"
        yield code.at(place(call.path.rpartition(".")[2], call.offset), message, hint)


def _misfit(call: Call, callee: Callee, signature: Signature) -> tuple[Code, str] | None:
    """Say why a call does not fit, if it does not."""
    positional = signature.positional
    if call.positional > len(positional) and not signature.takes_any_number:
        message = f"'{callee.name}' takes {len(positional)} arguments by position, got {call.positional}"
        return codes.TOO_MANY_ARGUMENTS, message
    unknown = [name for name in call.named if name not in signature.by_name]
    if unknown and not signature.takes_any_name:
        return codes.UNKNOWN_ARGUMENT, f"'{callee.name}' takes no argument {listed(unknown)}"
    given = {*(parameter.name for parameter in positional[: call.positional]), *call.named}
    missing = [p.name for p in signature.parameters if p.required and p.name not in given]
    if missing:
        return codes.MISSING_ARGUMENT, f"'{callee.name}' needs the argument {listed(missing)}"
    return None
