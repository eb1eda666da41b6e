import pytest

from dagspec.catalogue.ancestry import constructor_of, line_of, list_of

SHOP = """
from abc import ABC
class Root:
    fields = ("root",)
    def __init__(self, *, name, tag=None): ...
class Left(Root):
    def __init__(self, *, left, **kwargs): super().__init__(**kwargs)
class Right(Root):
    def __init__(self, *, right=1, **kwargs): super().__init__(name="fixed", **kwargs)
class Both(Left, Right, ABC): ...
class Closed(Root):
    def __init__(self, *, only): super().__init__(name=only)
class Swallows(Root):
    def __init__(self, **anything): ...
class Unknown(not_here.Base): ...
"""


def line(library, name):
    return line_of(library, library.resolve(f"shop.{name}"))


@pytest.fixture(autouse=True)
def shop(write):
    write("shop.py", SHOP)


def test_the_order_is_pythons_own(library):
    names: dict = {}
    exec(SHOP.replace("not_here.Base", "Root"), names)  # noqa: S102  Python itself is the judge
    expected = [cls.__name__ for cls in names["Both"].__mro__ if cls.__name__ not in {"ABC", "object"}]
    assert [a.definition.name for a in line(library, "Both").ancestors] == expected


def test_parameters_are_collected_along_the_line(library):
    found = constructor_of(line(library, "Both"))
    assert list(found.arguments) == ["left", "right", "tag"]
    assert (found.required, found.fixed, found.is_open) == (("left",), ("name",), False)


def test_a_constructor_without_kwargs_ends_the_line(library):
    assert list(constructor_of(line(library, "Closed")).arguments) == ["only"]


def test_kwargs_that_go_nowhere_take_any_name(library):
    assert constructor_of(line(library, "Swallows")).is_open


def test_an_ancestor_that_cannot_be_read_leaves_it_open(library):
    assert not line(library, "Unknown").is_whole
    assert constructor_of(line(library, "Unknown")).is_open


@pytest.mark.parametrize(
    "head", ["@dataclass\nclass Made: ...", "@attrs.define\nclass Made: ...", "class Made(BaseModel): ..."]
)
def test_a_generated_constructor_is_open(library, write, head):
    write("shop.py", head)
    assert constructor_of(line(library, "Made")).is_open


def test_a_class_that_inherits_from_itself_ends(library, write):
    write("shop.py", "class Made(Made): ...")
    assert not line(library, "Made").is_whole


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("template_fields = ('a',)", ("a",)),
        ("template_fields = (*Base.template_fields, 'a')", ("base", "a")),
        ("pass", ("base",)),
        ("template_fields = compute()", None),
        ("template_fields = (*Nowhere.template_fields,)", None),
        ("def template_fields(self): ...", None),
    ],
)
def test_lists_of_names_are_inherited(library, write, body, expected):
    write("shop.py", f"class Base:\n    template_fields = ('base',)\nclass Made(Base):\n    {body}\n")
    assert list_of(library, line(library, "Made"), "template_fields") == expected
