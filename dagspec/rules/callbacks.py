"""Callbacks in all their forms: a path, a path with arguments, a notifier, a list, a name in a file."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.annotation import kind_in_words
from dagspec.catalogue.callables import Callee, Sort
from dagspec.catalogue.catalogue import Catalogue
from dagspec.diagnostic import did_you_mean
from dagspec.keys import CALLBACK_KEYS, CALLBACKS
from dagspec.rules.addresses import check_addresses
from dagspec.rules.arguments import Given, bind
from dagspec.rules.callee import check_file, check_not_a_class, check_path, in_file
from dagspec.rules.findings import Finding
from dagspec.rules.tasks import value_of
from dagspec.tree import Mapping, Node, Pair, Scalar, Sequence

_MAILED = ("to", "cc", "bcc", "from_email")


def check_callbacks(body: Mapping, known: Catalogue) -> Iterator[Finding]:
    """Yield what is wrong with the callbacks of a DAG, a group's or DAG's default_args, or a task."""
    for key in CALLBACKS if not CALLBACK_KEYS.isdisjoint(body.pairs) else ():
        node = body.get(key)
        for entry in node.items if isinstance(node, Sequence) else (node,):
            yield from _entry(key, entry, known)
        yield from check_file(body, key, known)
        callee = in_file(body, key, known)
        name = body.get(f"{key}_name")
        if isinstance(callee, Callee) and name is not None:
            yield from _called_with_context(callee, (), name)


def _entry(key: str, entry: Node | None, known: Catalogue) -> Iterator[Finding]:
    if isinstance(entry, Scalar) and isinstance(entry.value, str):
        yield from check_path(entry, known)
        callee = known.callable(entry.value)
        if callee and callee.is_notifier:
            message = f"notifier '{callee.name}' needs its arguments"
            hint = f"write 'callback: {entry.value}' with the arguments beside it"
            yield Finding(codes.BAD_CALLBACK.at(entry.place, message, hint), entry)
        elif callee:
            yield from _called_with_context(callee, (), entry)
    elif isinstance(entry, Mapping) and "__type__" not in entry:
        yield from _with_arguments(key, entry, known)


def _with_arguments(key: str, entry: Mapping, known: Catalogue) -> Iterator[Finding]:
    node = entry.get("callback")
    if node is None:
        near = next((pair for pair in entry if did_you_mean(pair.key.text, ["callback"])), None)
        place = near.key.place if near else entry.place
        hint = (
            did_you_mean(near.key.text, ["callback"]) if near else "add 'callback: package.module.function'"
        )
        yield Finding(codes.BAD_CALLBACK.at(place, f"'{key}' has no 'callback' in it", hint))
        return
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        message = f"'callback' expects the path of a function, got {kind_in_words(value_of(node))}"
        yield Finding(codes.BAD_CALLBACK.at(node.place, message, "write package.module.function"), node)
        return
    yield from check_path(node, known)
    callee = known.callable(node.value)
    if callee is None:
        return
    if callee.sort is Sort.CLASS and not callee.is_notifier:
        yield from check_not_a_class(node, callee)
        return
    pairs = tuple(pair for pair in entry if pair.key.value != "callback")
    if callee.is_notifier:
        named = {pair.key.text: pair for pair in pairs}
        yield from bind(callee, Given(named), node.place)
        for pair in pairs:
            if pair.key.text in _MAILED and "smtp" in callee.path:
                yield from check_addresses(pair)
    else:
        yield from _called_with_context(callee, pairs, node)


def _called_with_context(callee: Callee, pairs: tuple[Pair, ...], node: Node) -> Iterator[Finding]:
    """Bind as Airflow calls: the context by position, everything else by name."""
    if callee.signature is None or callee.is_notifier:
        return
    positional = callee.signature.positional
    named = {pair.key.text: pair for pair in pairs}
    if not positional and not callee.signature.takes_any_number:
        message = f"callback '{callee.name}' takes no argument by position, but Airflow gives it the context"
        yield Finding(
            codes.BAD_CALLBACK.at(node.place, message, "let its first parameter be 'context'"), node
        )
        return
    yield from bind(callee, Given(named, (_context(node),) if positional else ()), node.place)


def _context(node: Node) -> Scalar:
    """Stand in for Airflow's context; a template, since that may be of any kind."""
    return Scalar(node.place, "{{ context }}", "{{ context }}")
