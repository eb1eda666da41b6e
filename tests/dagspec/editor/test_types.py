import pytest

from dagspec.catalogue.annotation import read_annotation
from dagspec.editor.types import STAND_IN, can_be_written, value_schema


def schema(annotation: str) -> dict:
    return value_schema(read_annotation(annotation))


def test_text_needs_no_stand_in_since_a_template_is_text():
    assert schema("str") == {"type": "string"}


@pytest.mark.parametrize(
    ("annotation", "options"),
    [
        ("int", [{"type": "integer"}]),
        ("float | None", [{"type": "null"}, {"type": "number"}]),
        ("list[int]", [{"type": "array", "items": schema("int")}]),
        ("dict[str, bool]", [{"type": "object", "additionalProperties": schema("bool")}]),
        (
            "dict[Literal['a', 1], int]",
            [
                {
                    "type": "object",
                    "additionalProperties": schema("int"),
                    "propertyNames": {"anyOf": [{"enum": ["a", "1"]}, STAND_IN]},
                }
            ],
        ),
        ("timedelta", [{"$ref": "#/definitions/duration"}]),
        ("Literal['a', 'b']", [{"enum": ["a", "b"]}]),
        (
            "Annotated[Annotated[int, Ge(2), Le(9)], Ge(1), Le(10)]",
            [{"type": "integer", "minimum": 2, "maximum": 9}],
        ),
        ("Annotated[float, Lt(1e999)]", [{"type": "number"}]),
        (f"Annotated[int, Le(1{'0' * 400})]", [{"type": "integer", "maximum": 10**400}]),
        (
            "Annotated[int, Ge(2), Le(9)] | None",
            [{"type": "null"}, {"type": "integer", "minimum": 2, "maximum": 9}],
        ),
        ("Annotated[int, Ge(2), Le(9)]", [{"type": "integer", "minimum": 2, "maximum": 9}]),
        (
            "Annotated[float, Gt(0), Lt(1)]",
            [{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}],
        ),
    ],
)
def test_a_type_allows_its_values_and_what_is_filled_in_later(annotation, options):
    assert schema(annotation) == {"anyOf": [*options, STAND_IN]}


@pytest.mark.parametrize("annotation", ["UPath", "Any", "", "int | UPath"])
def test_what_is_not_clear_allows_everything(annotation):
    assert schema(annotation) == {}


@pytest.mark.parametrize("annotation", ["str", "int | None", "", "Any", "dict[str, float]"])
def test_yaml_can_write_it(annotation):
    assert can_be_written(annotation)


@pytest.mark.parametrize("annotation", ["UPath", "NDArray[np.float64]", "bytes", "LogisticRegression"])
def test_yaml_cannot_write_it(annotation):
    assert not can_be_written(annotation)
