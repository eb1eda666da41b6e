"""YAML events become the tree of `dagspec.tree`, in one pass, with every fault as a diagnostic.

libyaml reads (`CSafeLoader`), but neither its composer nor any constructor runs: no tag can do anything,
places stay exact, aliases are known at their use, and depth and size have a limit before memory is used.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

import yaml
from yaml import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from dagspec import codes, environment, scalars
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence

MAX_DEPTH = 60
MAX_NODES = 100_000

_make = tuple.__new__


class Refused(Exception):
    """The file cannot be read any further; carries the one diagnostic that says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Composer:
    """Builds one file's tree; `diagnostics` holds what was wrong on the way."""

    def __init__(self, file: str, text: str, variables: AbstractMapping[str, str]) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._file = file
        self._text = text
        self._variables = variables
        self._next: Callable[[], Any] = _no_event
        self._anchors: dict[str, tuple[Node | None, int]] = {}
        self._has_variables = "$" in text
        self._depth = 0
        self._weight = 0  # how many nodes everything up to here stands for, aliases resolved

    def compose(self) -> Node | None:
        """Return the root of the only document, None when there is none."""
        self._next = yaml.CSafeLoader(environment.hide(self._text)).get_event
        event = self._next()
        while not isinstance(
            event, (ScalarEvent, SequenceStartEvent, MappingStartEvent, AliasEvent, StreamEndEvent)
        ):
            event = self._next()
        if isinstance(event, StreamEndEvent):
            return None
        root = self._node(event)
        event = self._next()
        while not isinstance(event, StreamEndEvent):
            if not isinstance(event, DocumentEndEvent):
                place = self._place(event)
                hint = "put each document into a file of its own, or remove the '---'"
                raise Refused(codes.SYNTAX.at(place, "a second YAML document starts here", hint))
            event = self._next()
        return root

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        # For each value of a spec: the constructor itself takes twice as long.
        return _make(Place, (self._file, start.line + 1, start.column + 1, end.line + 1, end.column + 1))

    def _node(self, event: Any) -> Node:
        """Return the node that starts with this event, and count the nodes it stands for."""
        kind = type(event)
        if kind is ScalarEvent:
            node: Node = self._scalar(event)
            self._weight += 1
            if event.anchor:
                self._anchors[event.anchor] = node, 1
            return node
        return self._alias(event) if kind is AliasEvent else self._collection(event)

    def _collection(self, event: Any) -> Node:
        place = self._place(event)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Refused(
                codes.TOO_BIG.at(place, f"nested deeper than {MAX_DEPTH} levels", "flatten the structure")
            )
        if event.anchor:
            self._anchors[event.anchor] = None, 1  # an alias to it from inside would never end
        if event.tag is not None:
            self._check_tag(event, place)
        before = self._weight
        self._weight += 1
        node = self._mapping(place) if type(event) is MappingStartEvent else self._sequence(place)
        if self._weight - before > MAX_NODES:
            aliases = " once its aliases are resolved" if self._anchors else ""
            hint = "use fewer aliases of aliases" if self._anchors else "split it into several files"
            message = f"the file stands for more than {MAX_NODES} values{aliases}"
            raise Refused(codes.TOO_BIG.at(place, message, hint))
        self._depth -= 1
        if event.anchor:
            self._anchors[event.anchor] = node, self._weight - before
        return node

    def _check_tag(self, event: Any, place: Place) -> None:
        if event.tag is None or event.tag in scalars.KNOWN_TAGS or event.tag == "!":
            return
        written = event.tag.replace(scalars.TAG, "!!")
        spot = place._replace(end_line=place.line, end_column=place.column + len(written))
        if event.tag.startswith(scalars.TAG + "python/"):
            name = event.tag.rpartition(":")[2]
            hint = f"write the dotted path as text: {name}" if "/name:" in event.tag else "remove the tag"
            self.diagnostics.append(codes.UNSAFE_TAG.at(spot, f"tag '{written}' would run Python code", hint))
        else:
            self.diagnostics.append(codes.UNKNOWN_TAG.at(spot, f"unknown tag '{written}'", "remove the tag"))

    def _alias(self, event: Any) -> Node:
        node, weight = self._anchors.get(event.anchor, (None, 1))
        self._weight += weight
        return self._no_node(event) if node is None else node

    def _no_node(self, event: Any) -> Scalar:
        """Stand in for what an alias does not name, and say why."""
        place = self._place(event)
        if event.anchor not in self._anchors:
            known = ", ".join(f"&{name}" for name in self._anchors) or "none"
            hint = did_you_mean(event.anchor, self._anchors) or f"the anchors before this line: {known}"
            message = f"alias '*{event.anchor}' has no anchor"
            self.diagnostics.append(codes.UNDEFINED_ALIAS.at(place, message, hint))
        else:
            message = f"alias '*{event.anchor}' stands inside its own anchor"
            self.diagnostics.append(codes.RECURSION.at(place, message, "a value cannot contain itself"))
        return Scalar(place, None, "")

    def _sequence(self, place: Place) -> Sequence:
        items = []
        event = self._next()
        while type(event) is not SequenceEndEvent:
            items.append(self._node(event))
            event = self._next()
        return self._list(self._until(place, event), tuple(items))

    def _list(self, place: Place, items: tuple[Node, ...]) -> Sequence:
        return Sequence(place, items)

    def _until(self, place: Place, event: Any) -> Place:
        """Stretch the place of a collection to its end."""
        return Place(self._file, place.line, place.column, event.end_mark.line + 1, event.end_mark.column + 1)

    def _mapping(self, place: Place) -> Mapping:
        own: dict[Any, Pair] = {}
        merged: dict[Any, Pair] = {}
        event = self._next()
        while type(event) is not MappingEndEvent:
            is_merge = type(event) is ScalarEvent and event.value == "<<" and event.implicit[0]
            weight = self._weight + 1
            key = self._node(event)
            self._weight = weight  # a key counts once, whatever it is: one that is no word is refused
            value_event = self._next()
            value = self._value(key, value_event)
            alias = self._place(value_event) if type(value_event) is AliasEvent else None
            if is_merge:
                self._merge(merged, value, alias or value.place)
            elif isinstance(key, Scalar):
                self._add(own, self._pair(key, value, alias))
            else:
                self._refuse_key(key)
            event = self._next()
        return self._dict(self._until(place, event), {**merged, **own} if merged else own)

    def _value(self, key: Node, event: Any) -> Node:
        """Return the value that starts with this event; whoever makes them differently asks for its key."""
        return self._node(event)

    def _pair(self, key: Scalar, value: Node, alias: Place | None) -> Pair:
        return Pair(key, value, alias)

    def _dict(self, place: Place, pairs: dict[Any, Pair]) -> Mapping:
        return Mapping(place, pairs)

    def _add(self, pairs: dict[Any, Pair], pair: Pair) -> None:
        first = pairs.get(pair.key.value)
        if first:
            message = f"key '{pair.key.text}' is here twice, first in line {first.key.place.line}"
            hint = "YAML keeps the last one silently: remove one of the two"
            self.diagnostics.append(codes.DUPLICATE_KEY.at(pair.key.place, message, hint))
        pairs[pair.key.value] = pair

    def _refuse_key(self, key: Node) -> None:
        message = "a list or a mapping stands where a key is expected"
        hint = "keys are plain words"
        place = key.place
        if isinstance(key, Mapping):  # most likely an unquoted template, which starts one character before
            hint = 'a template needs quotes: "{{ ... }}"'
            place = place._replace(column=max(1, place.column - 1))
        self.diagnostics.append(codes.KEY_NOT_TEXT.at(place, message, hint))

    def _merge(self, merged: dict[Any, Pair], value: Node, place: Place) -> None:
        sources = value.items if isinstance(value, Sequence) else (value,)
        for source in sources:
            if not isinstance(source, Mapping):
                message = "'<<' merges mappings, got something else"
                self.diagnostics.append(
                    codes.BAD_MERGE.at(place, message, "write '<<: *name' of an anchored mapping")
                )
                continue
            for key, pair in source.pairs.items():
                merged.setdefault(key, pair)

    def _scalar(self, event: Any) -> Scalar:
        place, text, is_plain, tag = self._place(event), event.value, event.implicit[0], event.tag
        if tag is not None and tag != "!" and tag not in scalars.KNOWN_TAGS:
            self._check_tag(event, place)
            tag = scalars.STR
        is_filled_in = False
        if self._has_variables and "$" in text:
            filled = self._filled(text, event, place)
            is_filled_in, text = filled != text, filled
        if is_plain and (tag is None or tag == "!"):
            tag = scalars.resolve(text) if text[:1] in scalars.RESOLVERS else scalars.STR
        value = text if tag is None or tag == scalars.STR or tag == "!" else self._construct(tag, text, place)
        return Scalar(place, value, text, not is_plain, event.style, is_filled_in)

    def _filled(self, text: str, event: Any, place: Place) -> str:
        undefined: list[str] = []
        filled = environment.fill_in(environment.show(text), self._variables, undefined)
        for name in dict.fromkeys(undefined):
            spot = self._spot(f"${{{name}}}", event, place)
            message = f"environment variable '{name}' is not set and has no default"
            hint = f"set {name}, write ${{{name}:-default}}, or $${{{name}}} for a shell to see"
            self.diagnostics.append(codes.UNDEFINED_VARIABLE.at(spot, message, hint))
        return filled

    def _spot(self, written: str, event: Any, place: Place) -> Place:
        """Return the exact place of a piece of text within a scalar."""
        index = self._text.find(written, event.start_mark.index, event.end_mark.index)
        if index < 0:
            return place
        line = place.line + self._text.count("\n", event.start_mark.index, index)
        column = index - self._text.rfind("\n", 0, index)
        return Place(self._file, line, column, line, column + len(written))

    def _construct(self, tag: str, text: str, place: Place) -> Any:
        try:
            return scalars.value(tag, text)
        except scalars.NO_VALUE as error:
            kind = tag.removeprefix(scalars.TAG)
            message = f"'{text[:60]}' is not a {'date' if kind == 'timestamp' else kind}: {error}"
            self.diagnostics.append(
                codes.BAD_SCALAR.at(place, message, "put it in quotes if it is meant as text")
            )
            return text


def _no_event() -> Any:
    raise ValueError("expected compose() to be called first")
