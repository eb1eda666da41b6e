"""Values that are wrong for what they are: times, numbers, names of functions, references, templates."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.mutation.edits import Edit, column, pick, replace
from tests.mutation.places import Document
from tests.mutation.words import (
    CRONS,
    DATES,
    DURATIONS,
    IDS,
    NUMBERS,
    OTHER_VALUES,
    PATHS,
    RULES,
    TEMPLATES,
    typo,
)


def typo_in_value(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.scalars if not each.style], rng)
    return [(entry.start, entry.end, typo(document.value(entry), rng))] if entry else []


def retype(document: Document, rng: random.Random) -> Sequence[Edit]:
    return replace([each for each in document.scalars if each.style not in ("|", ">")], OTHER_VALUES, rng)


def retype_collection(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.entries if each.kind != "scalar"], rng)
    if not entry:
        return []
    value = rng.choice(OTHER_VALUES)
    return [(entry.start, entry.end, value if document.text[entry.start - 1] == " " else f"  {value}")]


def empty_value(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.entries if each.key], rng)
    return [(entry.start, entry.end, "")] if entry else []


def schedule(document: Document, rng: random.Random) -> Sequence[Edit]:
    return replace([e for e in document.keyed("schedule", "cron") if e.kind == "scalar"], CRONS, rng)


def dates(document: Document, rng: random.Random) -> Sequence[Edit]:
    return replace([e for e in document.keyed("start_date", "end_date") if e.kind == "scalar"], DATES, rng)


def numbers(document: Document, rng: random.Random) -> Sequence[Edit]:
    found = [e for e in document.scalars if re.fullmatch(r"[\d.]+", document.value(e))]
    return replace(found, NUMBERS, rng)


def durations(document: Document, rng: random.Random) -> Sequence[Edit]:
    keys = (
        "retry_delay",
        "dagrun_timeout",
        "execution_timeout",
        "max_retry_delay",
        "execution_delta",
        "poke_interval",
    )
    return replace([e for e in document.keyed(*keys) if e.kind == "scalar"], DURATIONS, rng)


def rules(document: Document, rng: random.Random) -> Sequence[Edit]:
    return replace(document.keyed("trigger_rule", "weight_rule", "mode"), RULES, rng)


def operator(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick(document.keyed("operator", "decorator"), rng)
    if not entry:
        return []
    return [(entry.start, entry.end, rng.choice((typo(document.value(entry), rng), rng.choice(PATHS))))]


def function(document: Document, rng: random.Random) -> Sequence[Edit]:
    keys = (
        "python_callable", "callback", "on_success_callback", "on_failure_callback", "python_callable_name",
        "python_callable_file", "__type__", "on_retry_callback", "on_execute_callback",
    )  # fmt: skip
    entries = [each for each in document.keyed(*keys) if each.kind == "scalar"]
    entries += [each for each in document.below("user_defined_macros") if each.kind == "scalar"]
    entry = pick(entries, rng)
    if not entry:
        return []
    return [(entry.start, entry.end, rng.choice((typo(document.value(entry), rng), rng.choice(PATHS))))]


_ARGUMENTS = ("op_kwargs", "op_args", "expand", "partial", "default_args", "on_failure_callback", "params")


def argument_name(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick([each for each in document.below(*_ARGUMENTS) if each.key and each.key != "<<"], rng)
    return [(entry.key_start, entry.key_end, typo(entry.key, rng))] if entry else []


def argument_missing(document: Document, rng: random.Random) -> Sequence[Edit]:
    entries = [each for each in document.below(*_ARGUMENTS) if each.key]
    entry = pick([each for each in entries if each in document.block], rng)
    return [(*document.lines(entry), "")] if entry else []


def argument_more(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick(
        [each for each in document.block if each.key and each.path[-1:] in (("op_kwargs",), ("partial",))],
        rng,
    )
    if not entry:
        return []
    start = document.lines(entry)[0]
    return [(start, start, " " * column(document, entry.first) + "nothing: 1\n")]


# References


def dependency(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick(document.below("dependencies"), rng)
    names = [document.value(each) for each in document.keyed("task_id", "group_name")]
    names += [each.key for each in document.below("tasks", "task_groups") if each.key]
    if not entry or not names:
        return []
    return [
        (entry.start, entry.end, rng.choice((typo(document.value(entry), rng), rng.choice(names), "nobody")))
    ]


def group(document: Document, rng: random.Random) -> Sequence[Edit]:
    entry = pick(document.keyed("task_group_name", "parent_group_name"), rng)
    return (
        [(entry.start, entry.end, rng.choice((typo(document.value(entry), rng), "nobody")))] if entry else []
    )


def identifier(document: Document, rng: random.Random) -> Sequence[Edit]:
    entries = document.keyed("task_id", "group_name") + [
        each for each in document.below("tasks", "task_groups") if each.key
    ]
    entries += [each for each in document.entries if not each.path and each.key != "default"]
    entry = pick(entries, rng)
    if not entry:
        return []
    start, end = (
        (entry.start, entry.end)
        if entry.key in ("task_id", "group_name")
        else (entry.key_start, entry.key_end)
    )
    names = [document.value(each) for each in document.keyed("task_id", "group_name")]
    return [(start, end, rng.choice((*IDS, *names, typo(document.text[start:end], rng))))]


def variable(document: Document, rng: random.Random) -> Sequence[Edit]:
    found = [match.span() for match in re.finditer(r"\$\{?\w+(:-[^}\n]*)?\}?", document.text)]
    if not found:
        return []
    start, end = rng.choice(found)
    written = document.text[start:end]
    return [
        (
            start,
            end,
            rng.choice(
                (re.sub(r":-[^}]*", "", written), written[:-1], written.replace("{", ""), typo(written, rng))
            ),
        )
    ]


# Templates


def template_words(document: Document, rng: random.Random) -> Sequence[Edit]:
    words = [match.span(1) for each in re.finditer(r"\{[{%].*?[}%]\}", document.text)
             for match in re.compile(r"([A-Za-z_]+)").finditer(document.text, *each.span())]  # fmt: skip
    if not words:
        return []
    start, end = rng.choice(words)
    return [(start, end, typo(document.text[start:end], rng))]


def template_signs(document: Document, rng: random.Random) -> Sequence[Edit]:
    signs = [match.start() for each in re.finditer(r"\{[{%].*?[}%]\}", document.text)
             for match in re.compile(r"[^\w\s]").finditer(document.text, *each.span())]  # fmt: skip
    spot = rng.choice(signs) if signs else None
    return [] if spot is None else [(spot, spot + 1, rng.choice(("", "", "(", ")", "|", "}", "'")))]


def template(document: Document, rng: random.Random) -> Sequence[Edit]:
    entries = [each for each in document.scalars if each.style not in ("|", ">") and len(each.path) > 2]
    return replace(entries, [f'"{each}"' for each in TEMPLATES], rng)
