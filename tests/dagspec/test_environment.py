import pytest

from dagspec import environment


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("a ${NAME} b", "a value b"),
        ("${MISSING:-default}", "default"),
        ("${EMPTY:-default}", "default"),
        ("${EMPTY}", ""),
        ("${MISSING:-}", ""),
        ("$${NAME}", "${NAME}"),
        ("${NAME%.csv} ${#NAME}", "${NAME%.csv} ${#NAME}"),
        ("$NAME/file", "value/file"),
        ("$NAME", "value"),
        ("file:///$NAME/x", "file:///value/x"),
        ("echo $NAME", "echo $NAME"),
        ("$MISSING/file", "$MISSING/file"),
    ],
)
def test_variables_are_filled_in(text, filled):
    undefined = []
    hidden = environment.show(environment.hide(text))
    assert environment.fill_in(hidden, {"NAME": "value", "EMPTY": ""}, undefined) == filled
    assert undefined == []


def test_a_name_without_value_and_default_is_told():
    undefined = []
    assert environment.fill_in("${MISSING}", {}, undefined) == "${MISSING}"
    assert undefined == ["MISSING"]


def test_hiding_keeps_every_place():
    text = "{ a: ${NAME:-x, y} } # $${B}"
    assert len(environment.hide(text)) == len(text)
    assert environment.show(environment.hide(text)) == text


def test_the_names_that_a_file_asks_for():
    assert environment.names_in("${A} ${B:-1} $${C} ${A}") == ("A", "B")
