import ast
import textwrap

from dagspec.catalogue.lookup import read_lookup, read_virtual


def parse(text: str) -> ast.Module:
    return ast.parse(textwrap.dedent(text))


def test_lazy_imports_are_read_in_all_three_ways():
    tree = parse(
        """
        lazy = {"DAG": ".definitions.dag"}
        pairs: dict = {"Asset": (".sdk", "Renamed", True)}
        if NEW:
            more = {"Hook": ("new.place", "old.place")}
        """
    )
    assert read_lookup(tree, "pkg") == {
        "DAG": ("pkg.definitions.dag.DAG", "pkg.definitions.dag"),
        "Asset": ("pkg.sdk.Asset", "pkg.sdk.Renamed", "pkg.sdk"),
        "Hook": ("new.place.Hook", "old.place.Hook", "new.place", "old.place"),
    }


def test_other_dicts_give_nothing():
    assert read_lookup(parse("x = {1: 'a.b', 'c': 5}"), "pkg") == {}


def test_deprecated_classes_are_read_by_submodule():
    tree = parse(
        """
        __old = {"bash": {"BashOperator": "new.bash.BashOperator"}, __name__: {"task": "sdk.task"}}
        add_deprecated_classes(__old, __name__)
        add_deprecated_classes({"zone": {"*": "sdk.zone"}}, package=__name__)
        print("nothing to do with it")
        """
    )
    assert read_virtual(tree) == {
        "bash": {"BashOperator": "new.bash.BashOperator"},
        "": {"task": "sdk.task"},
        "zone": {"*": "sdk.zone"},
    }


def test_tables_that_are_computed_are_left_out():
    assert read_virtual(parse("add_deprecated_classes(make(), __name__)")) == {}
    assert read_virtual(parse("add_deprecated_classes(unknown, __name__)")) == {}
