"""DS305: the keys of a task whose operator nobody knows, where they can only mean what every task takes."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes
from dagspec.catalogue.answer import Missing
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.operators import BASE
from dagspec.diagnostic import did_you_mean
from dagspec.rules.findings import Finding
from dagspec.rules.tasks import FACTORY_KEYS, Described


def check(one: Described, known: Catalogue) -> Iterator[Finding]:
    """Yield misspelled keys of a task whose operator is missing or does not exist."""
    node = one.task.operator or one.task.decorator
    if one.operator or (node and not isinstance(known.resolve(node.value), Missing)):
        return
    base = known.operator(BASE)
    if base is None:
        return
    names = {*FACTORY_KEYS, *base.arguments}
    for pair in one.task.body:
        key = str(pair.key.value)
        hint = "" if key in names else did_you_mean(key, names)
        fix = getattr(hint, "fix", None)
        # A word in the plural may well be a parameter of the operator that nobody knows here.
        if fix and key.rstrip("s") != fix.new.rstrip("s"):
            yield Finding(codes.UNKNOWN_PARAMETER.at(pair.key.place, f"no task takes '{key}'", hint))
