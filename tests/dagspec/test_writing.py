import pytest

from dagspec.writing import how_to_write


@pytest.mark.parametrize(
    ("text", "kinds", "hint"),
    [
        ("Yes", ["boolean"], "write true"),
        ("off", ["boolean", "null"], "write false"),
        ("maybe", ["boolean"], "write true or false"),
        ("three", ["integer"], "write 3"),
        ("three", ["boolean"], "write true or false"),
        ("many", ["integer", "string"], "write digits only, such as 3"),
        ("x", ["null"], ""),
    ],
)
def test_a_hint_says_how_the_value_meant_is_written(text, kinds, hint):
    assert how_to_write(text, kinds) == hint
