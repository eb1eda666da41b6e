"""DS109, DS211: typed values from the list, paths that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dagspec import codes, typed
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import Context
from dagspec.spec import Dag, Spec
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence, items_of, plain


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what is wrong with single values in one file."""
    if spec.source.root is not None and "__type__" in spec.source.text:
        yield from _types(spec.source.root)
    for dag in spec.dags:
        yield from _paths(dag)


def _types(node: Node) -> Iterator[Diagnostic]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _types(item)
    elif isinstance(node, Mapping):
        if "__type__" in node:
            yield from _type(node, node.pairs["__type__"])
        for pair in node:
            yield from _types(pair.value)


def _type(node: Mapping, pair: Pair) -> Iterator[Diagnostic]:
    name = pair.value
    if not isinstance(name, Scalar) or not typed.is_harmless(name.value):
        text = name.text if isinstance(name, Scalar) else "a structure"
        hint = did_you_mean(text, typed.TYPES) or "only types that hold values are allowed, see docs/rules.md"
        yield codes.UNKNOWN_TYPE.at(name.place, f"type '{text}' is not on the list of harmless types", hint)
    elif name.value.startswith("datetime."):
        try:
            typed.construct(plain(node))
        except (TypeError, ValueError, OverflowError) as error:
            message = f"'{name.value}' cannot be made of these values: {error}"
            place = _culprit(node, str(error)) or name.place
            yield codes.WRONG_VALUE.at(place, message, "check the names and ranges of its arguments")


def _culprit(node: Mapping, error: str) -> Place | None:
    """Return the key that Python complains of, or the first value that is not a number."""
    named = next((pair.key.place for pair in node if _mentions(error, pair.key.text)), None)
    values = [pair.value for pair in node if pair.key.value not in ("__type__", "__args__")]
    scalars = [value for value in (*values, *items_of(node.get("__args__"))) if isinstance(value, Scalar)]
    odd = next((value.place for value in scalars if not isinstance(value.value, (int, float))), None)
    return named or odd


def _mentions(error: str, word: str) -> bool:
    return word != "__args__" and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", error) is not None


def _paths(dag: Dag) -> Iterator[Diagnostic]:
    folders = dag.settings.get("template_searchpath")
    for node in (*items_of(folders), folders):
        if isinstance(node, Scalar) and isinstance(node.value, str):
            yield from _path(node, "template_searchpath", is_folder=True)
    document = dag.settings.get("doc_md_file_path")
    if isinstance(document, Scalar) and isinstance(document.value, str):
        yield from _path(document, "doc_md_file_path", is_folder=False)


def _path(node: Scalar, key: str, is_folder: bool) -> Iterator[Diagnostic]:
    path = Path(node.value)
    if not path.is_absolute():
        message = f"'{key}' must be an absolute path, got '{node.value}'"
        yield codes.BAD_PATH.at(node.place, message, "write the whole path, from '/' on")
    elif not (path.is_dir() if is_folder else path.is_file()):
        kind = "folder" if is_folder else "file"
        yield codes.BAD_PATH.at(node.place, f"'{key}': there is no {kind} '{node.value}'", "correct the path")
