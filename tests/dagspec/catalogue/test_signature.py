import ast
import inspect

import pytest

from dagspec.catalogue.signature import Kind, Parameter, read_signature

SOURCES = [
    "",
    "a, b=1",
    "a, /, b, *, c, d=None",
    "*args, x: int, **kwargs",
    "a: int | None = None, *rest: str",
]


def read(source: str, doc: str = ""):
    function = ast.parse(f"def f({source}): ...").body[0]
    return read_signature(function.args, doc)


@pytest.mark.parametrize("source", SOURCES)
def test_parameters_equal_those_that_python_sees(source):
    names: dict = {}
    exec(f"def f({source}): ...", names)  # noqa: S102  Python itself is the judge
    expected = [(p.name, p.default is p.empty) for p in inspect.signature(names["f"]).parameters.values()]
    assert [(p.name, p.default is None) for p in read(source).parameters] == expected


def test_kinds_are_told_apart():
    kinds = [p.kind for p in read("a, /, b, *args, c, **kwargs").parameters]
    assert kinds == [Kind.POSITIONAL_ONLY, Kind.POSITIONAL, Kind.ARGS, Kind.KEYWORD_ONLY, Kind.KWARGS]


def test_positional_only_parameters_have_no_name_for_callers():
    assert set(read("a, /, b, *, c").by_name) == {"b", "c"}


def test_only_parameters_without_default_are_required():
    assert [p.name for p in read("a, b=1, *args, c, d=2, **kw").parameters if p.required] == ["a", "c"]


def test_the_first_parameter_of_a_method_is_dropped():
    assert [p.name for p in read("self, a").without_first().parameters] == ["a"]
    assert [p.name for p in read("*args").without_first().parameters] == ["args"]


def test_docstring_explains_parameters():
    assert read("path", ":param path: where").parameters[0].doc == "where"


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("use rate (deprecated)", True),
        ("DEPRECATED - the SLA is gone", True),
        ("whether deprecated APIs are used", False),
        ("", False),
    ],
)
def test_deprecated_is_what_says_so_of_itself(doc, expected):
    assert Parameter("x", doc=doc).deprecated is expected
