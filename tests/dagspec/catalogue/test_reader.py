import textwrap

import pytest

from dagspec.catalogue.definition import Class, Function, Import, Value
from dagspec.catalogue.reader import read_module


def read(text: str, name: str = "shop.orders", *, is_package: bool = False):
    return read_module(name, textwrap.dedent(text), is_package=is_package)


def only(text: str, name: str):
    definitions = read(text).names[name]
    assert len(definitions) == 1
    return definitions[0]


def test_functions_keep_their_head_and_docstring():
    function = only(
        '@cache\nasync def load(path: str):\n    """Load.\n\n    :param path: where\n    """\n', "load"
    )
    assert isinstance(function, Function)
    assert (function.doc, function.decorators, function.is_async) == ("Load.", ("cache",), True)
    assert function.signature.parameters[0].doc == "where"


def test_lambdas_are_functions():
    assert isinstance(only("double = lambda x: 2 * x", "double"), Function)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = 5", "literal"),
        ("x = y", "alias"),
        ("x = f()", "call"),
        ("x = None", "other"),
        ("x, y = 1, 2", "other"),
    ],
)
def test_values_are_sorted(text, kind):
    value = only(text, "x")
    assert isinstance(value, Value)
    assert value.kind == kind


def test_a_later_definition_wins_over_an_earlier_one():
    assert isinstance(only("x = 5\ndef x(): ...", "x"), Function)


def test_imports_in_try_and_if_are_candidates_in_order():
    module = read(
        """
        try:
            from new import name
        except ImportError:
            from old import name
        """
    )
    assert module.names["name"] == (Import("new", "name"), Import("old", "name"))


def test_imports_for_type_checkers_are_marked():
    module = read("if TYPE_CHECKING:\n    from a import b\nelse:\n    from c import b\n")
    assert set(module.names["b"]) == {Import("a", "b", typing_only=True), Import("c", "b")}


def test_relative_imports_are_made_absolute():
    assert read("from ..stock import items").names["items"] == (Import("stock", "items"),)
    package = read("from .stock import items", "shop", is_package=True)
    assert package.names["items"] == (Import("shop.stock", "items"),)


def test_plain_imports_bind_the_first_word():
    assert only("import os.path", "os") == Import("os")
    assert only("import os.path as p", "p") == Import("os.path")


def test_a_class_keeps_what_matters_of_it():
    found = only(
        '''
        @final
        class Loader(Base, Generic[T]):
            """Loads.

            :param path: where
            """

            template_fields = ("path", *Base.template_fields)
            if NEW:
                extra = 1

            def __init__(self, *, path, **kwargs):
                limit = kwargs.pop("limit", 5)
                super().__init__(rows=limit, **kwargs)

            def __call__(self, context): ...
        ''',
        "Loader",
    )
    assert isinstance(found, Class)
    assert found.bases == ("Base", "Generic[T]")
    assert found.lists == {"template_fields": ("path", "*Base.template_fields")}
    assert {"template_fields", "extra", "__init__", "__call__"} == set(found.members)
    assert found.initializer.forwards
    assert (found.initializer.fixed, found.initializer.extra) == (("rows",), ("limit",))
    assert found.initializer.signature.by_name["path"].doc == "where"
    assert found.call.signature.positional[1].name == "context"


def test_the_operator_behind_a_task_decorator_is_found():
    text = "def my_task(f):\n    return task_decorator_factory(f, decorated_operator_class=MyOp)\n"
    assert only(text, "my_task").makes == "MyOp"


def test_names_made_at_run_time_are_admitted():
    assert read("globals()['x'] = 1").dynamic
    assert read("def __getattr__(name): ...").dynamic
    assert not read("def f():\n    globals()\n").dynamic


def test_star_imports_are_kept():
    assert read("from a.b import *").stars == ("a.b",)


def test_what_is_not_python_is_refused():
    with pytest.raises(SyntaxError):
        read("def f(:")
