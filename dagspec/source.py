"""A file becomes a `Source`: its text, its tree of placed values, and what was wrong with the YAML.

Others may rely on this: `read(path)` never raises for what a file holds or lacks. A file that cannot be
read, decoded or parsed is a `Source` without a `root` and with the diagnostics that say why. Duplicate
keys, bad tags or undefined variables leave the root in place, so that everything else is still checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from dagspec import codes, syntax
from dagspec.compose import MAX_NODES, Composer, Refused
from dagspec.diagnostic import Diagnostic
from dagspec.tree import Mapping, Node, Place, items_of

MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One file: `name` as the user gave it, `root` when it could be read as a mapping.

    Values that are `pooled` with those of other files have their places there (`dagspec.interned`).
    """

    path: Path
    name: str
    text: str
    sha256: str
    root: Mapping | None
    diagnostics: tuple[Diagnostic, ...]
    is_pooled: bool = False


def read(path: Path, variables: AbstractMapping[str, str], name: str | None = None) -> Source:
    """Read a file; `name` is what diagnostics call it."""
    name = name or path.as_posix()
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b"x" * (MAX_BYTES + 1)
    except OSError as error:
        problem = codes.UNREADABLE.at(_whole(name), f"cannot be read: {error.strerror}")
        return Source(path, name, "", "", None, (problem,))
    return parse(data, path, name, variables)


def parse(
    data: bytes,
    path: Path,
    name: str,
    variables: AbstractMapping[str, str],
    composing: Callable[[str, str, AbstractMapping[str, str]], Composer] = Composer,
) -> Source:
    """Read the bytes of a file as YAML."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        text = _decode(data, name)
    except Refused as refusal:
        return Source(path, name, data.decode("utf-8", errors="replace"), digest, None, (refusal.diagnostic,))
    composer = composing(name, text, variables)
    try:
        root = _compose(composer, text, name)
    except Refused as refusal:
        return Source(path, name, text, digest, None, (*composer.diagnostics, refusal.diagnostic))
    return Source(path, name, text, digest, root, tuple(composer.diagnostics))


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise Refused(
            codes.TOO_BIG.at(_whole(name), f"larger than {MAX_BYTES} bytes", "split it into several files")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_of(data[: error.start].decode("utf-8"), name)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise Refused(codes.NOT_UTF8.at(place, message, "save the file with the encoding UTF-8")) from error
    if "\0" in text:
        place = _place_of(text[: text.index("\0")], name)
        raise Refused(codes.NOT_UTF8.at(place, "a NUL character", "is this a text file, saved as UTF-8?"))
    return text.replace("\r\n", "\n") if "\r" in text else text


def _compose(composer: Composer, text: str, name: str) -> Mapping:
    try:
        root = composer.compose()
    except yaml.YAMLError as error:
        raise Refused(syntax.explain(error, text, name)) from error
    if root is None:
        raise Refused(codes.EMPTY.at(_whole(name), "the file is empty", "start with `dagspec new NAME`"))
    if isinstance(root, Mapping):
        _check_defaults(root)
        return root
    message = "expected a mapping of DAG ids at the top of the file"
    raise Refused(
        codes.NOT_A_MAPPING.at(root.place, message, "write 'my_dag:' and its settings indented below")
    )


def _check_defaults(root: Mapping) -> None:
    """Refuse a `default:` block that is large and repeated by so many DAGs that they fill the memory."""
    default = root.pair("default")
    size = _size(default.value) if default else 0
    if default and size > 1 and size * len(root) > MAX_NODES:
        message = f"{len(root) - 1} DAGs with these defaults stand for more than {MAX_NODES} values"
        raise Refused(codes.TOO_BIG.at(default.key.place, message, "split it into several files"))


def _size(node: Node) -> int:
    if isinstance(node, Mapping):
        return 1 + sum(_size(pair.value) for pair in node)
    return 1 + sum(_size(item) for item in items_of(node))


def _whole(name: str) -> Place:
    return Place(name, 1, 1, 1, 1)


def _place_of(before: str, name: str) -> Place:
    """Return the place of the character that follows the text."""
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return Place(name, line, column, line, column + 1)
