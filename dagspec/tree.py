"""The YAML values of a spec, each with the place where its author wrote it.

Others may rely on this:

* `Scalar`, `Sequence` and `Mapping` are never changed once made (frozen ones would take several times as long
  to make); every one has a `place`. An aliased value (`*name`)
  is the very node of its anchor, so its place is where the value is written, and a fault in it is
  found once. The place of the use is in `Pair.alias`.
* `Mapping.pairs` is keyed by the Python value of the key (normally text). Merge keys (`<<`) are
  already resolved, with the places of where each pair is written. `mapping.get("key")` gives the value
  node or None, `mapping.pair("key")` the key and the value.
* `Scalar.value` is the Python value after `${NAME}` was filled in; `Scalar.text` is the text of it.
* `plain(node)` gives ordinary Python data.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias


class Place(NamedTuple):
    """From where to where something is written; lines and columns count from 1, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value: `value` as Python sees it, `text` as it reads, `quoted` when not plain.

    `is_filled_in` when an environment variable had a part in it.
    """

    place: Place
    value: Any
    text: str
    quoted: bool = False
    style: str | None = None
    is_filled_in: bool = False

    @property
    def content(self) -> tuple[object, ...]:
        """What it is, wherever it is written."""
        return type(self.value), self.value, self.text, self.quoted, self.style, self.is_filled_in


@dataclass(slots=True, eq=False)
class Sequence:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class Pair:
    """A key with its value; `alias` is where the value was called by `*name`, if it was."""

    key: Scalar
    value: Node
    alias: Place | None = None


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys with values, in the order of the file."""

    place: Place
    pairs: AbstractMapping[Any, Pair] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs.values())

    def __len__(self) -> int:
        return len(self.pairs)

    def __contains__(self, key: object) -> bool:
        return key in self.pairs

    def pair(self, key: str) -> Pair | None:
        """Return the key and its value, or None."""
        return self.pairs.get(key)

    def get(self, key: str) -> Node | None:
        """Return the value of the key, or None."""
        pair = self.pairs.get(key)
        return pair.value if pair else None

    def key_place(self, key: str) -> Place:
        """Return where the key is written; the mapping's own place when it is missing."""
        pair = self.pairs.get(key)
        return pair.key.place if pair else self.place

    def text(self, key: str) -> str | None:
        """Return the value of the key when it is text, or None."""
        node = self.get(key)
        return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else None

    def over(self, below: Mapping) -> Mapping:
        """Return this mapping with what it lacks taken from the one below, mappings within as well."""
        pairs = dict(self.pairs)
        for key, pair in below.pairs.items():
            own = pairs.get(key)
            if own is None:
                pairs[key] = pair
            elif isinstance(own.value, Mapping) and isinstance(pair.value, Mapping):
                pairs[key] = Pair(own.key, own.value.over(pair.value), own.alias)
        return Mapping(self.place, pairs)


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node | None) -> Any:
    """Return ordinary Python data for a node, a fresh copy for each use."""
    if isinstance(node, Mapping):
        return {key: plain(pair.value) for key, pair in node.pairs.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value if node else None


def items_of(node: Node | None) -> tuple[Node, ...]:
    """Return the items when the node is a list, else nothing."""
    return node.items if isinstance(node, Sequence) else ()


def mapping_of(node: Node | None) -> Mapping | None:
    """Return the node when it is a mapping."""
    return node if isinstance(node, Mapping) else None
