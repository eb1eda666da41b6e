"""What lines of YAML say, each asked of the YAML reader when it is first seen.

Most lines of a spec say one thing, a key with its value or an item of a list, and many specs say the same.
What goes over several lines is asked for as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as AbstractMapping

import yaml

from dagspec.compose import Refused
from dagspec.environment import hide, show
from dagspec.interned import PLACED, ApartError, Pool, PoolingComposer
from dagspec.outline import NOTHING, Line, aliases_in, end_of, is_more, is_text, outline, plain
from dagspec.scalars import plain_scalar
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence

# The YAML reader gets each as an item of a list: so deep, with so many lines and columns before the first.
_DEPTH, _LINES_BEFORE, COLUMNS_BEFORE = 3, 2, 2


class NotByLinesError(Exception):
    """A file has something that is not read by lines."""


class Lines:
    """What lines say, for a pool of nodes."""

    def __init__(self, pool: Pool, variables: AbstractMapping[str, str]) -> None:
        self._pool, self._variables = pool, variables
        self._known: dict[str, Line] = {}
        self._several: dict[tuple[Line, str], Line] = {}
        self._with_aliases: dict[tuple[Line, tuple[Node | None, ...]], Line] = {}

    def __len__(self) -> int:
        return len(self._known) + len(self._several) + len(self._with_aliases)

    def said_in(self, lines: list[str]) -> tuple[list[int], list[Line]]:
        """Return the numbers of the lines that say something, from 0, and what; raises `NotByLinesError`."""
        asked: dict[str, tuple[Line, str]] = {}
        found = self._walk(lines, asked)
        while asked:
            self._ask(asked)
            asked.clear()
            found = self._walk(lines, asked)
        return found

    def _walk(self, lines: list[str], asked: dict[str, tuple[Line, str]]) -> tuple[list[int], list[Line]]:
        """Do the same as far as the lines are known, and add those that are not to those to ask for."""
        known = self._known
        numbers: list[int] = []
        said: list[Line] = []
        number, is_vain = 0, False
        while number < len(lines):
            text, end = lines[number], number + 1
            line = known.get(text) or self._seen(text, asked)
            if line is not NOTHING:
                if line.pair is None and text not in asked and line.is_first_of_several:
                    end = end_of(lines, number, line.column)
                    line = self._together(lines[number:end], line, is_last=end == len(lines))
                    is_vain = is_vain or line.is_first_of_several
                numbers.append(number)
                said.append(line)
            number = end
        if is_vain and not asked:  # else a line that is asked for may have begun it
            raise NotByLinesError
        return numbers, said

    def with_aliases(self, line: Line, anchors: AbstractMapping[str, Node]) -> Line:
        """Return what a text with aliases says; raises `NotByLinesError`."""
        nodes = tuple(anchors.get(name) for name in aliases_in(hide(line.text)))
        said = self._with_aliases.get((line, nodes))
        if said is None:
            items = None if None in nodes else self._read([f"{line.text}\n"], anchors)
            said = self._with_aliases[line, nodes] = self._said(line, items[0] if items else None)
        if said.pair is None and said.item is None:
            raise NotByLinesError
        return said

    def _seen(self, text: str, asked: dict[str, tuple[Line, str]]) -> Line:
        """Return what is seen of a line that is not known, and whether it is to be asked for."""
        if text in asked:
            return asked[text][0]
        line, hidden = outline(text)
        words = plain(line, hidden) if hidden else None
        written = self._pair(words) if words else None
        if written:
            line = self._with_pair(line, written)
        elif is_more(line, hidden):
            line = line._replace(alias="") if hidden else line
        elif aliases_in(hidden):
            line = line if line.anchor else line._replace(text=show(hidden))
        elif not is_text(hidden, hidden):
            asked[text] = line, show(hidden)
            return line
        self._known[text] = line
        return line

    def _pair(self, words: re.Match[str]) -> Pair | None:
        """Return a key and its value with the places that they would have for the YAML reader."""
        first, begin = _LINES_BEFORE + 1, COLUMNS_BEFORE + 1
        made = []
        for start, end in (words.span("key"), words.span("value")):
            place = Place("", first, begin + start, first, begin + end)
            made.append(plain_scalar(words.string[start:end] if end > 0 else "", place, self._variables))
        key, value = made
        return Pair(key, value) if key and value else None

    def _ask(self, asked: dict[str, tuple[Line, str]]) -> None:
        """Learn what lines say; where they are more than that together, each is asked for alone."""
        items = self._read([f"{content}\n" for _, content in asked.values()])
        if items is None and len(asked) > 1:
            for one in asked.items():
                self._ask(dict([one]))
        else:
            for index, (text, (line, _)) in enumerate(asked.items()):
                self._known[text] = self._said(line, items[index] if items else None)

    def _together(self, lines: list[str], line: Line, *, is_last: bool) -> Line:
        """Return what several lines say; behind the last line of a file there is no line break."""
        _, first = outline(lines[0])
        rest = [" " * COLUMNS_BEFORE + each[line.column :] for each in lines[1:]]
        text = "\n".join([show(first), *rest]) + ("" if is_last else "\n")
        said = self._several.get((line, text))
        if said is None:
            hidden = hide(text)
            is_one = is_text(first, hidden) or not (is_more(line, hidden) or aliases_in(hidden))
            items = self._read([text]) if is_one and not is_more(line, first) else None
            said = self._said(line, items[0] if items else None)
            said = self._several[line, text] = line if said.is_placed else said
        return said

    def _read(self, texts: list[str], anchors: AbstractMapping[str, Node] | None = None) -> list[Node] | None:
        """Return what texts are, each an item of a list; None where one is more than that."""
        whole = "lines:\n" + "".join(f"-\n{' ' * COLUMNS_BEFORE}{text}" for text in texts)
        composer = PoolingComposer("", whole, self._variables, self._pool, _DEPTH)
        composer.know(anchors or {})
        try:
            root = composer.compose()
        except (yaml.YAMLError, Refused, ApartError):
            return None
        found = root.get("lines") if isinstance(root, Mapping) and len(root) == 1 else None
        if composer.diagnostics or composer.has_deep_places or not isinstance(found, Sequence):
            return None
        begins, line = [], _LINES_BEFORE + 1
        for text in texts:
            begins.append(line)
            line += text.count("\n") + 1
        return [*found.items] if [item.place.line for item in found.items] == begins else None

    def _said(self, line: Line, node: Node | None) -> Line:
        """Return what a line says, given what the YAML reader makes of it."""
        if isinstance(node, Mapping):
            written = next(iter(node), None)
            # One in brackets begins one column further to the right.
            if written and len(node) == 1 and written.key.place.column == COLUMNS_BEFORE + 1:
                return self._with_pair(line, written)
            if any(pair.key.value in PLACED for pair in node):
                return line._replace(alias="", text="")
        if node and line.dash >= 0 and not line.anchor and not line.alias:
            return line._replace(item=self._pooled(node))
        return line._replace(alias="", text="")

    def _with_pair(self, line: Line, written: Pair) -> Line:
        value, key = written.value, written.key.value
        is_open = isinstance(value, Scalar) and value.place[1:3] == value.place[3:]
        is_moved = bool(line.anchor) or not isinstance(value, Scalar)
        if (line.alias and not is_open) or (key in PLACED and is_moved):
            return line._replace(alias="")
        is_placed = key in PLACED and not is_open
        return line._replace(
            pair=self._pool.pair(self._pool.scalar(written.key), self._pooled(value), written.alias),
            written=written,
            is_open=is_open and not line.alias,
            is_placed=is_placed,
            is_settled=not (is_open or is_placed or line.anchor or line.alias),
        )

    def _pooled(self, node: Node) -> Node:
        if isinstance(node, Mapping):
            return self._pool.mapping(node.place, node.pairs)
        return node if isinstance(node, Sequence) else self._pool.scalar(node)
