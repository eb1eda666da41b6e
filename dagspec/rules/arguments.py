"""Binds the arguments that a spec gives to a function, as Python and Airflow would at run time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from functools import cache

from dagspec import codes
from dagspec.catalogue.annotation import ANY, Shape, read_annotation
from dagspec.catalogue.callables import Callee
from dagspec.catalogue.signature import Kind, Parameter, Signature
from dagspec.diagnostic import did_you_mean
from dagspec.rules.findings import Finding, listed
from dagspec.rules.shapes import check_shape, is_plainly
from dagspec.tree import Node, Pair, Place, Scalar


@dataclass(frozen=True, slots=True)
class Given:
    """What a call gets: positional values (None when unknown), named ones, and names others supply.

    ``called_at`` is where the function is named: when nothing fits, it is the wrong one.
    """

    named: AbstractMapping[str, Pair]
    positional: tuple[Node, ...] | None = ()
    supplied: frozenset[str] = field(default_factory=frozenset)
    is_whole: bool = True
    called_at: Place | None = None


def bind(callee: Callee, given: Given, place: Place) -> Iterator[Finding]:
    """Yield what does not fit; ``place`` is where a missing argument is told."""
    signature = callee.signature
    if signature is None:
        return
    covered = [parameter.name for parameter in signature.positional[: len(given.positional or ())]]
    missing = _missing(signature, given, covered)
    if len(given.positional or ()) > len(
        signature.positional
    ):  # given by position: one mistake, told as that
        missing = [name for name in missing if signature.by_name[name].kind is not Kind.KEYWORD_ONLY]
    strange = [name for name in given.named if not _takes(signature, name) and name not in covered]
    yield from _surplus(callee, signature, given)
    if len(strange) > 1 and len(strange) == len(given.named) and missing and given.called_at:
        yield _another(callee, signature, strange, given.called_at)
        return
    for name, pair in given.named.items():
        if name in covered:
            message = f"argument '{name}' of '{callee.name}' is given twice, by position and by name"
            yield Finding(codes.TOO_MANY_ARGUMENTS.at(pair.key.place, message, "keep one of the two"))
        elif name not in strange:
            yield from check_argument(callee, name, pair)
    yield from _misnamed(callee, signature, {name: given.named[name] for name in strange}, missing, place)
    for node, parameter in zip(given.positional or (), signature.positional, strict=False):
        yield from check_argument(callee, parameter.name, Pair(_key(parameter, node), node))


def _another(callee: Callee, signature: Signature, strange: list[str], place: Place) -> Finding:
    """Tell it once when nothing fits: the function is the wrong one, not each of the arguments."""
    message = f"'{callee.name}' takes none of the arguments {listed(strange)}"
    return Finding(codes.UNKNOWN_ARGUMENT.at(place, message, f"it takes {_listed(signature)}"))


def _misnamed(
    callee: Callee, signature: Signature, strange: dict[str, Pair], missing: list[str], place: Place
) -> Iterator[Finding]:
    """Yield the names that are no parameters, and what is missing though none of them meant it."""
    is_one = len(strange) == 1 == len(missing)  # one too many and one too few: the same mistake
    for name, pair in strange.items():
        finding, meant = _unknown(callee, signature, name, pair, missing)
        missing = [] if is_one else [other for other in missing if other != meant]
        yield finding
    if missing:
        message = f"'{callee.name}' needs the argument{'s'[: len(missing) - 1]} {listed(missing)}"
        yield Finding(codes.MISSING_ARGUMENT.at(place, message, f"its arguments: {_listed(signature)}"))


def _takes(signature: Signature, name: str) -> bool:
    return name in signature.by_name or signature.takes_any_name


def _key(parameter: Parameter, node: Node) -> Scalar:
    return Scalar(node.place, parameter.name, parameter.name)


def _surplus(callee: Callee, signature: Signature, given: Given) -> Iterator[Finding]:
    limit = len(signature.positional)
    values = given.positional or ()
    if len(values) > limit and not signature.takes_any_number:
        message = f"'{callee.name}' takes {limit} arguments by position, got {len(values)}"
        named = [p.name for p in signature.parameters if p.kind is Kind.KEYWORD_ONLY]
        hint = f"give {listed(named)} by name" if named else f"it takes {_listed(signature)}"
        yield Finding(codes.TOO_MANY_ARGUMENTS.at(values[limit].place, message, hint))


def _missing(signature: Signature, given: Given, covered: list[str]) -> list[str]:
    if not given.is_whole or given.positional is None:
        return []
    have = {*covered, *given.named, *given.supplied}
    return [
        parameter.name
        for parameter in signature.parameters
        if parameter.required and parameter.name not in have
    ]


def _unknown(
    callee: Callee, signature: Signature, name: str, pair: Pair, missing: Iterable[str]
) -> tuple[Finding, str | None]:
    """Return the finding for a name that is no parameter, and the missing one that was meant by it."""
    if any(p.name == name and p.kind is Kind.POSITIONAL_ONLY for p in signature.parameters):
        message = f"argument '{name}' of '{callee.name}' cannot be given by name"
        return Finding(codes.RESERVED_ARGUMENT.at(pair.key.place, message, "use op_args")), name
    names = [*missing, *signature.by_name]
    hint = did_you_mean(name, dict.fromkeys(names)) or f"it takes {_listed(signature)}"
    message = f"'{callee.name}' takes no argument '{name}'"
    meant = next((other for other in missing if f"'{other}'" in hint), None)
    return Finding(codes.UNKNOWN_ARGUMENT.at(pair.key.place, message, hint)), meant


def _listed(signature: Signature) -> str:
    return ", ".join(parameter.name for parameter in signature.parameters) or "none"


def check_argument(callee: Callee, name: str, pair: Pair, *, is_mapped: bool = False) -> Iterator[Finding]:
    """Yield a finding when a value is of another kind than the annotation says."""
    parameter = callee.signature.by_name.get(name) if callee.signature else None
    if parameter is None:
        return
    shape = shape_of(parameter)
    if is_mapped:
        shape = Shape(frozenset({"list", "dict", "str"}), item=shape)
    if is_plainly(pair.value, shape):
        return
    subject = f"argument '{name}' of '{callee.name}'"
    yield from check_shape(codes.WRONG_ARGUMENT, subject, pair, shape)


@cache
def _shape(annotation: str, is_optional: bool) -> Shape:
    shape = read_annotation(annotation) if annotation else ANY
    return shape | Shape(frozenset({"None"})) if is_optional else shape


def shape_of(parameter: Parameter) -> Shape:
    """Return what values a function's parameter takes by its annotation."""
    return _shape(parameter.annotation, parameter.default == "None")
