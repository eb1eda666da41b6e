"""The arguments of decorated tasks: keys of the task itself, or of ``partial`` and ``expand``."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.callables import Callee
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.signature import Kind, Signature
from dagspec.diagnostic import did_you_mean, nearest
from dagspec.rules.arguments import Given, bind, check_argument
from dagspec.rules.findings import Finding, listed
from dagspec.rules.mapping import REFERENCE
from dagspec.rules.tasks import Described
from dagspec.tree import Mapping, Pair, Scalar, mapping_of


def check_decorated(one: Described, callee: Callee, shown: Scalar, known: Catalogue) -> Iterator[Finding]:
    """Yield what the function would not take."""
    signature = callee.signature
    if signature is None:
        return
    yield from _parameters(callee, signature, shown, known)
    body = one.task.body
    named = {p.name: body.pairs[p.name] for p in signature.positional if p.name in body}
    if one.is_mapped and one.expanded is None:
        return  # what stands there instead is reported by itself
    if one.is_mapped:
        yield from _mapped(one, callee, named, known)
        return
    yield from _keyword_only(callee, signature, shown, known)
    unreachable = {p.name for p in signature.parameters if p.kind is Kind.KEYWORD_ONLY}
    supplied = known.context_names | unreachable | {"self"} | {str(key) for key in one.task.inherited.pairs}
    plain = {name: pair for name, pair in named.items() if not _is_reference(pair)}
    supplied |= named.keys() - plain.keys()
    # A misspelled key is reported by itself; the argument it meant is not missing as well.
    supplied |= {nearest(str(key), signature.by_name) or "" for key in body.pairs if key not in one.arguments}
    yield from bind(callee, Given(plain, (), frozenset(supplied)), shown.place)


def _parameters(callee: Callee, signature: Signature, shown: Scalar, known: Catalogue) -> Iterator[Finding]:
    """Yield parameters with which Airflow takes no function, whatever the spec says."""
    for parameter in signature.parameters:
        is_context = parameter.name in known.context_names
        if is_context and parameter.default not in {None, "None"}:
            message = (
                f"parameter '{parameter.name}' of '{callee.name}' is filled by Airflow and has a default"
            )
            hint = f"let '{parameter.name}' have no default but None"
            yield Finding(codes.RESERVED_ARGUMENT.at(shown.place, message, hint), shown)
        elif parameter.name == "self":
            message = f"'{callee.name}' is a method, expected a function"
            yield Finding(codes.RESERVED_ARGUMENT.at(shown.place, message), shown)


def _keyword_only(callee: Callee, signature: Signature, shown: Scalar, known: Catalogue) -> Iterator[Finding]:
    """Yield parameters that a key of the task never reaches: dag-factory looks at positional ones only."""
    for parameter in signature.parameters:
        is_filled = not parameter.required or parameter.name in known.context_names
        if parameter.kind is Kind.KEYWORD_ONLY and not is_filled:
            message = (
                f"parameter '{parameter.name}' of '{callee.name}' is keyword-only, so no key can fill it"
            )
            hint = "remove the '*' before it, or use the PythonOperator with op_kwargs"
            yield Finding(codes.RESERVED_ARGUMENT.at(shown.place, message, hint), shown)


def _mapped(one: Described, callee: Callee, named: dict[str, Pair], known: Catalogue) -> Iterator[Finding]:
    for name, pair in named.items():
        message = f"'{name}' is lost: a mapped task takes its arguments from 'expand' and 'partial'"
        hint = f"move '{name}' into 'partial'"
        yield Finding(codes.BAD_MAPPING.at(pair.key.place, message, hint))
    partial = mapping_of(one.task.body.get("partial"))
    for part, is_mapped in ((one.expanded, True), (partial, False)):
        for pair in part or Mapping(one.task.body.place):
            yield from _part(callee, pair, known, is_mapped=is_mapped)
    if one.meant("partial"):
        return
    yield from _unfilled(one, callee, named, partial, known)


def _part(callee: Callee, pair: Pair, known: Catalogue, *, is_mapped: bool) -> Iterator[Finding]:
    name, signature = str(pair.key.value), callee.signature or Signature()
    if name in known.context_names:
        message = f"'{name}' is filled by Airflow and cannot be mapped"
        yield Finding(codes.RESERVED_ARGUMENT.at(pair.key.place, message, "remove it"))
    elif name not in signature.by_name and not signature.takes_any_name:
        message = f"'{callee.name}' takes no argument '{name}'"
        hint = did_you_mean(name, signature.by_name) or f"it takes {', '.join(signature.by_name) or 'none'}"
        yield Finding(codes.UNKNOWN_ARGUMENT.at(pair.key.place, message, hint))
    elif not _is_reference(pair) and not (is_mapped and isinstance(pair.value, Scalar)):
        yield from check_argument(callee, name, pair, is_mapped=is_mapped)


def _unfilled(
    one: Described, callee: Callee, named: dict[str, Pair], partial: Mapping | None, known: Catalogue
) -> Iterator[Finding]:
    """Yield required arguments that neither expand nor partial gives; a misspelled one counts as given."""
    signature = callee.signature or Signature()
    keys = {str(key) for part in (one.expanded, partial) if part for key in part.pairs}
    meant = {nearest(key, signature.by_name) or "" for key in keys - set(signature.by_name)}
    have = keys | named.keys() | known.context_names | {str(key) for key in one.task.inherited.pairs}
    missing = [p.name for p in signature.positional if p.required and p.name not in have | meant]
    if missing:
        message = f"'{callee.name}' needs the argument{'s'[: len(missing) - 1]} {listed(missing)}"
        place = one.task.body.key_place("expand")
        hint = f"add {' and '.join(f'{name}: ...' for name in missing)} to 'partial' or 'expand'"
        yield Finding(codes.MISSING_ARGUMENT.at(place, message, hint))


def _is_reference(pair: Pair) -> bool:
    """Whether dag-factory puts another task's result here."""
    value = pair.value.value if isinstance(pair.value, Scalar) else None
    return isinstance(value, str) and REFERENCE.match(value) is not None
