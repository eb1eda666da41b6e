"""What stands where in the text of a spec: every key with its value, every item of a list, every alias."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import yaml

from dagspec.environment import hide

_ALIAS = re.compile(r"(?<=[ \[,])\*[A-Za-z_]+")
_DEFINES = ("task_id", "group_name")
# What a missing argument is an argument of.
_CALLED = ("operator", "decorator", "python_callable", "python_callable_name", "callback", "__type__")


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, or an item of a list (`key` is empty then); all numbers are offsets."""

    path: tuple[str, ...]
    key: str
    key_start: int
    key_end: int
    start: int
    end: int
    kind: str
    style: str
    flow: bool
    owner: int

    @property
    def first(self) -> int:
        """Where the entry begins."""
        return self.key_start if self.key else self.start


@dataclass(frozen=True)
class Document:
    """A text with its entries in the order of the text."""

    text: str

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry once, also when aliases repeat it."""
        root = yaml.compose(hide(self.text), Loader=yaml.SafeLoader)
        return tuple(sorted(self._walk(root, (), set(), -1), key=lambda entry: entry.first))

    @cached_property
    def aliases(self) -> tuple[tuple[int, int], ...]:
        """Where aliases stand."""
        return tuple(match.span() for match in _ALIAS.finditer(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that another line may refer to: keys, ids and anchors."""
        named = {entry.key for entry in self.entries if entry.key}
        named |= {self.value(entry) for entry in self.entries if entry.key in _DEFINES}
        return frozenset(named | set(re.findall(r"(?<=&)\w+", self.text)))

    @cached_property
    def block(self) -> list[Entry]:
        """The entries that have lines of their own."""
        return [
            entry
            for entry in self.entries
            if not entry.flow and not self.text[self.lines(entry)[0] : entry.first].strip(" ")
        ]

    @cached_property
    def scalars(self) -> list[Entry]:
        """The entries with a single value that is not empty."""
        return [entry for entry in self.entries if entry.kind == "scalar" and entry.end > entry.start]

    def value(self, entry: Entry) -> str:
        """Return the text of a value without its anchor."""
        return self.text[entry.start : entry.end]

    def keyed(self, *keys: str) -> list[Entry]:
        """Return the entries with one of these keys."""
        return [entry for entry in self.entries if entry.key in keys]

    def below(self, *keys: str) -> list[Entry]:
        """Return the entries that stand directly within a value of one of these keys."""
        return [entry for entry in self.entries if entry.path and entry.path[-1] in keys]

    def lines(self, entry: Entry) -> tuple[int, int]:
        """Return the offsets of the whole lines of a block entry."""
        start = self.text.rfind("\n", 0, entry.first) + 1
        end = self.text.find("\n", max(entry.end - 1, entry.first))
        return start, len(self.text) if end < 0 else end + 1

    def line_of(self, offset: int) -> int:
        """Return the number of a line, from 1."""
        return self.text.count("\n", 0, offset) + 1

    def naming_lines(self, offset: int) -> set[int]:
        """Return the lines that say whose setting stands here: the keys above, the task_id beside it, and
        the operator or function it is an argument of."""
        around = [
            entry for entry in self.entries if entry.first <= offset <= entry.end and entry.kind != "scalar"
        ]
        if not around:
            return {1}
        lines: set[int] = set()
        for owner in around[-2:]:
            beside = [
                entry.first
                for entry in self.keyed(*_DEFINES, *_CALLED)
                if owner.start <= entry.first <= owner.end and len(entry.path) == len(owner.path) + 1
            ]
            lines.update(map(self.line_of, (owner.first, owner.start, *beside)))
        return lines

    def _walk(self, node: yaml.Node, path: tuple[str, ...], seen: set[int], owner: int) -> Iterator[Entry]:
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            return
        seen.add(id(node))
        pairs = node.value if isinstance(node, yaml.MappingNode) else [(None, item) for item in node.value]
        for key, value in pairs:
            fresh = id(value) not in seen
            if fresh and self._reads_as_written(value):
                yield self._entry(key, value, path, node)
            name = key.value if key is not None else "-"
            if isinstance(value, yaml.ScalarNode):
                seen.add(id(value))
            else:
                yield from self._walk(value, (*path, name), seen, owner)

    def _reads_as_written(self, value: yaml.Node) -> bool:
        return value.end_mark.index <= len(self.text)

    def _entry(
        self, key: yaml.Node | None, value: yaml.Node, path: tuple[str, ...], owner: yaml.Node
    ) -> Entry:
        start, end = self._span(value)
        return Entry(
            path=path,
            key=str(key.value) if key is not None else "",
            key_start=key.start_mark.index if key is not None else start,
            key_end=key.end_mark.index if key is not None else start,
            start=start,
            end=end,
            kind=value.id,
            style=getattr(value, "style", None) or "",
            flow=bool(owner.flow_style),
            owner=owner.start_mark.index,
        )

    def _span(self, value: yaml.Node) -> tuple[int, int]:
        start, end = value.start_mark.index, value.end_mark.index
        anchor = re.compile(r"&\w+\s+").match(self.text, start)
        start = anchor.end() if anchor else start
        return start, max(start, len(self.text[:end].rstrip()) if end > start else end)
