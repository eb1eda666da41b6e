"""The arguments of operators that call a function: ``op_args`` and ``op_kwargs``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dagspec import codes
from dagspec.catalogue.callables import Callee
from dagspec.catalogue.catalogue import Catalogue
from dagspec.rules.arguments import Given, bind
from dagspec.rules.findings import Finding, place_of
from dagspec.rules.tasks import Described, is_template, is_unset, subject_of
from dagspec.tree import Mapping, Node, Scalar, Sequence, items_of


def check_python_task(one: Described, callee: Callee, shown: Scalar, known: Catalogue) -> Iterator[Finding]:
    """Yield what the function would not take; Airflow adds its context by the names of the parameters."""
    args, kwargs = _argument(one, "op_args"), _argument(one, "op_kwargs")
    pair = one.pairs.get("op_args")
    if pair and _is_plain_text(pair.value):
        message = (
            f"'op_args' of {subject_of(one)} is a list, got text: Airflow would give each letter by itself"
        )
        hint = f"write [{pair.value.text}]" if isinstance(pair.value, Scalar) else ""
        yield Finding(codes.WRONG_PARAMETER.at(place_of(pair), message, hint), pair.value, pair.alias)
        return
    is_empty = args is not None and not _positional(args)
    keys = ("op_args", "op_kwargs") if is_empty else ("op_kwargs", "op_args")
    key = next((key for key in keys if key in one.pairs), None)
    given = replace(_given(args, kwargs, known, is_whole=not _is_expanded(one)), called_at=shown.place)
    yield from _reserved(callee, given, known)
    yield from bind(callee, given, one.pairs[key].key.place if key else shown.place)
    for name, item in _mapped(one):
        given = _given(
            item if name == "op_args" else args, item if name == "op_kwargs" else kwargs, known, is_whole=True
        )
        yield from bind(callee, given, item.place)


def _is_plain_text(node: Node) -> bool:
    """Whether a value is text that no template makes a list of."""
    value = node.value if isinstance(node, Scalar) else None
    return isinstance(value, str) and not is_template(value) and not is_unset(value)


def _given(args: Node | None, kwargs: Node | None, known: Catalogue, *, is_whole: bool) -> Given:
    return Given(
        named={str(pair.key.value): pair for pair in kwargs} if isinstance(kwargs, Mapping) else {},
        positional=_positional(args),
        supplied=known.context_names,
        is_whole=is_whole and _is_known(kwargs, Mapping),
    )


def _mapped(one: Described) -> Iterator[tuple[str, Node]]:
    """Yield the arguments of each single task that a mapped one becomes, where they can be told."""
    expanded = one.expanded
    if expanded is None or len(expanded) != 1:
        return
    for key, kind in (("op_args", Sequence), ("op_kwargs", Mapping)):
        yield from ((key, item) for item in items_of(expanded.get(key)) if isinstance(item, kind))


def _argument(one: Described, key: str) -> Node | None:
    pair = one.pairs.get(key)
    return pair.value if pair else one.task.inherited.get(key)


def _positional(args: Node | None) -> tuple[Node, ...] | None:
    if isinstance(args, Sequence):
        return args.items
    return () if _is_known(args, Sequence) else None


def _is_known(node: Node | None, kind: type) -> bool:
    """Whether the arguments can be told: written as such, or none at all."""
    return node is None or isinstance(node, kind) or (isinstance(node, Scalar) and node.value is None)


def _is_expanded(one: Described) -> bool:
    """Whether other arguments come from elsewhere, or from a key that is misspelled."""
    if "partial" in one.task.body and not one.is_mapped:
        return True
    if one.meant("op_args") or one.meant("op_kwargs") or (one.is_mapped and one.expanded is None):
        return True
    keys = {str(key) for key in one.expanded.pairs} if one.expanded else set()
    return bool(keys & {"op_kwargs", "op_args"} or keys - one.arguments.keys())


def _reserved(callee: Callee, given: Given, known: Catalogue) -> Iterator[Finding]:
    """Yield positional arguments for parameters that Airflow itself fills by name."""
    positional = callee.signature.positional if callee.signature else ()
    for node, parameter in zip(given.positional or (), positional, strict=False):
        if parameter.name in known.context_names:
            message = f"parameter '{parameter.name}' of '{callee.name}' is filled by Airflow, not by op_args"
            yield Finding(
                codes.RESERVED_ARGUMENT.at(node.place, message, "give the others by op_kwargs"), node
            )
