"""The place of a word, however YAML writes the value that holds it."""

from pathlib import Path

import pytest

from dagspec.rules.template_places import place_in_scalar
from dagspec.source import parse
from dagspec.tree import Scalar

VALUES = [
    "key: echo WORD",
    'key: "echo \\"x\\" WORD"',
    "key: 'it''s WORD'",
    "key: |\n  echo\n  echo WORD\n",
    "key: >-\n  echo\n  echo WORD\n",
    "key: |2\n    echo\n    WORD\n",
    "key: &name echo WORD",
    "key: !!str 'echo WORD'",
    "key: echo ${SET} ${UNSET:-default} WORD",
    'key: "echo \\\n  WORD"',
    "key:\n  echo\n  WORD",
    "key: 'äöü 😀 WORD'",
]


def scalar(text: str) -> Scalar:
    source = parse(text.encode(), Path("x.yaml"), "x.yaml", {"SET": "a longer value"})
    assert isinstance(source.root.get("key"), Scalar)
    return source.root.get("key")


@pytest.mark.parametrize("text", VALUES)
def test_a_word_is_found_in_every_style(text):
    node = scalar(text)
    place = place_in_scalar(text, node, "WORD", node.text.index("WORD"))
    assert text.split("\n")[place.line - 1][place.column - 1 : place.end_column - 1] == "WORD"


def test_the_second_time_is_told_from_the_first():
    text = "key: |\n  WORD\n  and WORD\n"
    place = place_in_scalar(text, scalar(text), "WORD", scalar(text).text.rindex("WORD"))
    assert (place.line, place.column) == (3, 7)


def test_a_word_that_only_a_variable_holds_is_the_whole_value():
    text = "key: echo ${SET}"
    node = scalar(text)
    assert place_in_scalar(text, node, "longer", node.text.index("longer")) == node.place
