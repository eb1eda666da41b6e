from datetime import date, datetime, timedelta

import pytest

from dagspec.catalogue.annotation import ANY, OBJECT, allows, kind_in_words, read_annotation

VALUES = ["text", 5, 0.5, True, None, [1], {"a": 1}, date(2026, 1, 1), datetime(2026, 1, 1), timedelta(1)]
NAMES = ["str", "int", "float", "bool", "None", "list", "dict", "date", "datetime", "timedelta"]


@pytest.mark.parametrize(
    ("annotation", "fits"),
    [
        ("str", {"str"}),
        ("int", {"int"}),
        ("float", {"int", "float"}),
        ("bool", {"bool"}),
        ("int | None", {"int", "None"}),
        ("Optional[str]", {"str", "None"}),
        ("typing.Union[str, list[str]]", {"str", "list"}),
        ("list[int]", {"list"}),
        ("Sequence[str]", {"list", "str"}),
        ("tuple[int, ...]", {"list"}),
        ("Mapping[str, Any]", {"dict"}),
        ("dict", {"dict"}),
        ("timedelta | float", {"timedelta", "int", "float"}),
        ("datetime.datetime", {"date", "datetime"}),
        ("Callable[..., bool]", set()),
        ("Literal['text', 'b']", {"str"}),
        ("Annotated[int, 'a unit']", {"int"}),
        ("Annotated[int, Gt(4)]", {"int"}),
        ("Annotated[int, Gt(5)]", set()),
        ("Annotated[float, Gt(0), Lt(1)] | None", {"float", "None"}),
        ("Annotated[Annotated[float, Gt(0)], Lt(1)]", {"float"}),
        ("str | Annotated[float, Interval(lt=1)]", {"str", "float"}),
        ("Annotated[int, Ge(9)] | Literal[5]", {"int"}),
        ("Annotated[int, Ge(9)] | float", {"int", "float"}),
        ("Annotated[str, Field(ge=9)] | float", {"str", "int", "float"}),
        ("Annotated[Literal[1], Ge(9)] | int", {"int"}),
        ("Annotated[Annotated[int, Ge(9)], Ge(1)]", set()),
        ("Literal[Literal['text'], 'b']", {"str"}),
        ("Literal[-1, 5]", {"int"}),
        ("Literal[None, 'text']", {"str", "None"}),
        ("'str'", {"str"}),
    ],
)
def test_an_annotation_allows_its_kinds_and_no_others(annotation, fits):
    shape = read_annotation(annotation)
    assert {name for name, value in zip(NAMES, VALUES, strict=True) if allows(shape, value)} == fits


@pytest.mark.parametrize(
    "annotation",
    [
        "Any",
        "T",
        "Path",
        "int | Money",
        "not python(",
        "Generic[T]",
        "",
        "(T | datetime.date)[int]",
        "Literal[Color.RED]",
        "Literal['b', Color.RED]",
        "Literal[b'x', 'y']",
        "Literal[()]",
        "Annotated[()]",
        "Union[()]",
    ],
)
def test_an_unclear_annotation_allows_everything(annotation):
    assert all(allows(read_annotation(annotation), value) for value in VALUES)


def test_a_known_class_in_a_union_leaves_the_other_kinds():
    shape = read_annotation("str | ArgNotSet", lambda name: name == "ArgNotSet")
    assert allows(shape, "text")
    assert not allows(shape, 5)


def test_a_choice_allows_its_values_only():
    shape = read_annotation("Literal['read', 'write']")
    assert allows(shape, "read")
    assert not allows(shape, "rite")
    assert str(shape) == "'read' or 'write'"
    assert [value for value in (-1, 1) if allows(read_annotation("Literal[-1]"), value)] == [-1]


def test_items_and_values_have_shapes_of_their_own():
    assert str(read_annotation("list[int]").item) == "a whole number"
    assert str(read_annotation("dict[str, bool]").value) == "true or false"
    assert str(read_annotation("Mapping[Literal['a', 'b'], Any] | None").key) == "'a' or 'b'"
    assert read_annotation("dict[str, bool]").key is None


@pytest.mark.parametrize(
    ("annotation", "item"),
    [
        ("list | list[int]", "None"),
        ("list[int] | list[str]", "text or a whole number"),
        ("list[int] | str | None", "a whole number"),
        ("list[Annotated[int, Ge(1)]] | list[int]", "a whole number"),
        ("Sequence[int] | list[Any]", ""),
        ("list[()]", "None"),
    ],
)
def test_the_items_of_two_lists_are_of_either_kind(annotation, item):
    assert str(read_annotation(annotation).item) == item


@pytest.mark.parametrize(
    ("annotation", "key"),
    [
        ("dict[Literal['a'], int]", "'a'"),
        ("dict[Literal['a'], int] | dict[Literal['b'], int] | str", "'a' or 'b'"),
        ("dict | dict[Literal['a'], int]", "None"),
        ("dict[Literal['a'], int] | dict[str, int]", "None"),
        ("dict[Literal['a', Color.RED], int]", "None"),
    ],
)
def test_the_keys_of_a_mapping_are_known_where_all_are_listed(annotation, key):
    assert str(read_annotation(annotation).key) == key


def test_made_objects_fit_everywhere():
    assert allows(read_annotation("int"), OBJECT)
    assert not ANY.kinds


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "null"), (True, "true"), ({}, "a mapping"), ([], "a list"), ("a", "text 'a'"), (5, "5")],
)
def test_values_are_told_in_plain_words(value, words):
    assert kind_in_words(value) == words


def test_a_shape_reads_as_a_sentence():
    assert str(read_annotation("str | list[str] | None")) == "text or null or a list"
    assert (
        str(read_annotation("Annotated[float, Gt(0), Lt(1)] | None"))
        == "a number above 0 and below 1 or null"
    )
