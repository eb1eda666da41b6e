import ast

import pytest

from dagspec.catalogue.sequence import read_sequence


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("('a', 'b')", ("a", "b")),
        ("['a']", ("a",)),
        ("'a'", ("a",)),
        ("()", ()),
        ("(*Base.fields, 'b')", ("*Base.fields", "b")),
        ("Base.fields", ("*Base.fields",)),
        ("('a',) + Base.fields", ("a", "*Base.fields")),
        ("tuple({'a'} | set(Base.fields))", ("a", "*Base.fields")),
        ("tuple({'a'}.union(Base.fields))", ("a", "*Base.fields")),
        ("tuple()", ()),
        ("compute()", ("?",)),
        ("('a', *[x for x in y])", ("a", "?")),
    ],
)
def test_lists_of_names_are_read_without_running_them(source, expected):
    assert read_sequence(ast.parse(source, mode="eval").body) == expected


def test_a_missing_value_is_unknown():
    assert read_sequence(None) == ("?",)
