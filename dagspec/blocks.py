"""Puts a file's tree together from what its lines say, by their indentation (`dagspec.lines`).

A file that has more than blocks of keys and items, with anchors and merges, is read by the YAML reader.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from typing import Any

from dagspec.compose import MAX_NODES
from dagspec.interned import PLACED, Pool, PoolingComposer
from dagspec.lines import COLUMNS_BEFORE, Lines, NotByLinesError
from dagspec.outline import Line
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence

_END = Line(-1, -1)


class BlockComposer(PoolingComposer):
    """Builds one file's tree from what is in a pool, line by line where that is possible."""

    def __init__(
        self, file: str, text: str, variables: AbstractMapping[str, str], pool: Pool, lines: Lines
    ) -> None:
        super().__init__(file, text, variables, pool)
        self._lines = lines

    def compose(self) -> Node | None:
        """Return the root of the only document, None when there is none."""
        try:
            return _Blocks(self._file, self._text, self._lines, self._pool).root()
        except NotByLinesError:
            return super().compose()


class _Blocks:
    """The lines of a file, which of them is the next, and what the anchors before it name."""

    def __init__(self, file: str, text: str, lines: Lines, pool: Pool) -> None:
        split = text.split("\n")
        if split[0] == "---":
            split[0] = ""
        # Behind the last line the YAML reader may end before a space or a comment, or after it.
        if len(text) > MAX_NODES or split[-1].isspace() or "#" in split[-1]:
            raise NotByLinesError
        numbers, said = lines.said_in(split)
        self._numbers, self._said = [*numbers, len(split)], [*said, _END]
        self._file, self._lines, self._pool = file, lines, pool
        self._end = len(split) + (split[-1] != ""), 1
        self._somewhere = Place(file, 1, 1, 1, 1)
        self._anchors: dict[str, Node] = {}
        self._at, self._weight = 0, len(text)  # no text stands for more nodes than it has characters

    def root(self) -> Mapping:
        """Return the whole: blocks of DAGs below their names."""
        pairs: dict[Any, Pair] = {}
        while (line := self._said[self._at]) is not _END:
            if line.column or line.dash >= 0 or line.anchor or not line.is_open or not line.written:
                raise NotByLinesError
            key = self._placed(line.written.key, self._numbers[self._at], line)
            self._at += 1
            if key.value in pairs:
                raise NotByLinesError
            pairs[key.value] = Pair(key, self._body())
        if not pairs or self._weight > MAX_NODES:
            raise NotByLinesError
        return Mapping(Place(self._file, self._numbers[0] + 1, 1, *self._end), pairs)

    def _body(self) -> Mapping:
        """Return the block of a DAG, with its place."""
        first, begin = self._said[self._at], self._numbers[self._at]
        if first.dash >= 0 or first.column < 1:
            raise NotByLinesError
        pairs = self._pairs(first.column)
        after = self._said[self._at]
        end = self._end if after is _END else (self._numbers[self._at] + 1, after.column + 1)
        return Mapping(Place(self._file, begin + 1, first.column + 1, *end), pairs)

    def _pairs(self, column: int) -> dict[Any, Pair]:
        """Return the pairs that begin in a column; the first one may be that of an item."""
        pairs: dict[Any, Pair] = {}
        merged: dict[Any, Pair] = {}
        said, begin = self._said, self._at
        while (line := said[self._at]).column == column and (line.dash < 0 or self._at == begin):
            self._at += 1
            if not line.is_settled and line.alias and line.pair is None:
                self._merge(merged, line.alias)
                continue
            pair = line.pair if line.is_settled else self._settled(line, self._numbers[self._at - 1])
            if pair is None or pair.key.value in pairs:
                raise NotByLinesError
            pairs[pair.key.value] = pair
        return {**merged, **pairs} if merged else pairs

    def _settled(self, line: Line, number: int) -> Pair:
        """Return the pair of a line that says not all of it."""
        if line.text:
            return self._with_aliases(line)
        if line.pair is None or line.written is None:
            raise NotByLinesError
        key, value = line.pair.key, line.pair.value
        self._anchors.pop(line.anchor, None)  # what it named before cannot be called from inside
        if line.alias:
            return self._pool.pair(key, self._called(line.alias, key), self._somewhere)
        if line.is_open:
            below = self._below(line, key)
            value = value if below is None else below
        elif line.is_placed:
            value = self._placed(line.written.value, number, line)
        if line.anchor:
            self._anchors[line.anchor] = value
        return self._pool.pair(key, value)

    def _with_aliases(self, line: Line) -> Pair:
        """Return the pair of a line with aliases in its value."""
        pair = self._lines.with_aliases(line, self._anchors).pair
        if pair is None or pair.key.value in PLACED:
            raise NotByLinesError
        self._weight += self._pool.weight(pair.value)
        return pair

    def _called(self, alias: str, key: Scalar) -> Node:
        node = self._anchors.get(alias)
        if node is None or key.value in PLACED:
            raise NotByLinesError
        self._weight += self._pool.weight(node)
        return node

    def _merge(self, merged: dict[Any, Pair], alias: str) -> None:
        node = self._anchors.get(alias)
        if not isinstance(node, Mapping):
            raise NotByLinesError
        self._weight += self._pool.weight(node)
        for name, pair in node.pairs.items():
            merged.setdefault(name, pair)

    def _below(self, open_line: Line, key: Scalar) -> Node | None:
        """Return the block below a key; None when there is none."""
        line = self._said[self._at]
        is_list = line.dash >= open_line.column
        if not is_list and (line.dash >= 0 or line.column <= open_line.column):
            return None
        if key.value in PLACED:
            raise NotByLinesError
        if is_list:
            return self._items(line.dash)
        return self._pool.mapping(self._somewhere, self._pairs(line.column))

    def _items(self, dash: int) -> Sequence:
        items: list[Node] = []
        while (line := self._said[self._at]).dash == dash:
            if line.item is None and line.text[:1] in ("[", "{"):
                line = self._lines.with_aliases(line, self._anchors)
                self._weight += self._pool.weight(line.item) if line.item else 0
            if line.item is None:
                items.append(self._pool.mapping(self._somewhere, self._pairs(line.column)))
            else:
                items.append(line.item)
                self._at += 1
        return self._pool.list(self._somewhere, tuple(items))

    def _placed(self, node: Node, number: int, line: Line) -> Scalar:
        """Return a value with the place where it is written in this file."""
        if not isinstance(node, Scalar):
            raise NotByLinesError
        place, more = node.place, line.column - COLUMNS_BEFORE
        columns = place.column + more, place.end_column + more
        return replace(node, place=Place(self._file, number + 1, columns[0], number + 1, columns[1]))
