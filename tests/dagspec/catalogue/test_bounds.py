import ast

import pytest

from dagspec.catalogue.bounds import Bound, in_short, read_bounds


@pytest.mark.parametrize(
    ("parts", "bounds"),
    [
        ("Gt(0)", ["above 0"]),
        ("Ge(-1.5), Le(2)", ["of at least -1.5", "of at most 2"]),
        ("annotated_types.Lt(1)", ["below 1"]),
        ("Ge(ge=2)", ["of at least 2"]),
        ("Interval(gt=0, le=1)", ["above 0", "of at most 1"]),
        ("Field(ge=1, description='how many')", ["of at least 1"]),
        ("Gt(LOWEST)", []),
        ("Gt('a'), Gt(True), Gt(), Gt(1, 2), Gt({[]: 1})", []),
        ("MinLen(1), doc(gt=1), 'a unit', positive", []),
    ],
)
def test_what_stands_behind_the_type_tells_the_bounds(parts, bounds):
    nodes = ast.parse(f"[{parts}]", mode="eval").body.elts
    assert [str(bound) for bound in read_bounds(nodes)] == bounds


@pytest.mark.parametrize(("relation", "numbers"), [("gt", [2]), ("ge", [1, 2]), ("lt", [0]), ("le", [0, 1])])
def test_a_bound_allows_what_is_on_its_side(relation, numbers):
    bound = Bound(relation, 1)
    assert [number for number in (0, 1, 2, float("nan")) if bound.allows(number)] == numbers


@pytest.mark.parametrize(
    ("annotation", "short"),
    [
        ("Annotated[int, Ge(2)]", "int of at least 2"),
        ("list[typing.Annotated[float, Gt(0), Lt(1)]] | None", "list[float above 0 and below 1] | None"),
        ("Annotated[str, 'a name']", "str"),
        ("Annotated[int]", "Annotated[int]"),
        ("Annotated[", "Annotated["),
        ("Literal['a'] | None", "Literal['a'] | None"),
    ],
)
def test_an_annotation_is_told_in_short(annotation, short):
    assert in_short(annotation) == short
