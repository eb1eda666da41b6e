"""DS101, DS313: the keys of default_args, of a DAG and of its groups, against what its tasks take."""

from __future__ import annotations

from collections.abc import Iterator

from dagspec import codes, keys
from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.operators import BASE
from dagspec.diagnostic import did_you_mean
from dagspec.rules.findings import Finding
from dagspec.rules.parameters import factory_keys, function_arguments
from dagspec.rules.tasks import Described
from dagspec.spec import Dag
from dagspec.tree import Pair, mapping_of

# dag-factory itself looks at these in default_args.
_OWN = {"timezone", "start_date", "end_date", "sla_miss_callback"}


def check(dag: Dag, described: list[Described], known: Catalogue) -> Iterator[Finding]:
    """Yield keys in the default_args of the DAG itself, and of its groups, that none of its tasks takes."""
    parts = [mapping_of(body.get("default_args")) for body in (dag.body, *(each.body for each in dag.groups))]
    if not described:
        return
    # Nearly always the first task takes them all, and nobody else need be asked.
    first = described[0].arguments
    pairs = [(pair, part) for part in parts if part for pair in part if str(pair.key.value) not in first]
    if not pairs:
        return
    is_open = any(one.is_open for one in described)
    base = known.operator(BASE) if is_open else None
    names = _OWN | keys.RETIRED_IN_TASKS.keys() | set(base.arguments if base else ())
    names |= {name for one in described for name in (*one.arguments, *factory_keys(one))}
    for one in described:
        taken = function_arguments(one, known)
        names |= one.pairs.keys() if taken is None else taken
    for pair, part in pairs:
        key = str(pair.key.value)
        if key not in names:
            yield from _untaken(pair, dag, did_you_mean(key, names, part), is_open=is_open)


def _untaken(pair: Pair, dag: Dag, hint: str, *, is_open: bool) -> Iterator[Finding]:
    """Tell a typo as an error; where a task may take any key, nobody knows what else was meant."""
    is_typo = getattr(hint, "fix", None) is not None
    message = f"default_args has '{pair.key.text}', which no task of DAG '{dag.dag_id}' takes"
    if is_typo and not is_open:
        yield Finding(codes.UNKNOWN_KEY.at(pair.key.place, message, hint))
    elif is_typo or not is_open:
        hint = hint or "remove it, or move it to where it belongs"
        yield Finding(codes.UNUSED_DEFAULT.at(pair.key.place, message, hint))
