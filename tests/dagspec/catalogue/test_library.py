import pytest

from dagspec.catalogue.answer import Missing, Opaque, Resolved
from dagspec.catalogue.definition import Class, Function, Value
from dagspec.catalogue.finder import Finder
from dagspec.catalogue.library import Library
from dagspec.catalogue.store import Store


def test_a_function_is_resolved_to_where_it_is_defined(library, write):
    write("shop/__init__.py", "from .orders import load as load_orders")
    write("shop/orders.py", "def load(path): ...")
    answer = library.resolve("shop.load_orders")
    assert isinstance(answer, Resolved)
    assert (answer.path, type(answer.definition)) == ("shop.orders.load", Function)


def test_the_first_import_that_exists_is_taken(library, write):
    write("shop.py", "try:\n    from gone import x\nexcept ImportError:\n    from here import x\n")
    write("here.py", "def x(): ...")
    assert library.resolve("shop.x").path == "here.x"


def test_aliases_and_star_imports_are_followed(library, write):
    write("base.py", "def load(): ...\n_hidden = 1\n")
    write("shop.py", "from base import *\nread = load\n")
    assert library.resolve("shop.load").path == "base.load"
    assert library.resolve("shop.read").path == "base.load"
    assert isinstance(library.resolve("shop._hidden"), Missing)


def test_a_name_for_type_checkers_does_not_exist(library, write):
    write("shop.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from orders import Order\n")
    write("orders.py", "class Order: ...")
    assert isinstance(library.resolve("shop.Order"), Missing)
    assert library.class_in("shop", "Order").path == "orders.Order"


def test_imports_that_turn_in_a_circle_end(library, write):
    write("one.py", "from two import x")
    write("two.py", "from one import x")
    assert isinstance(library.resolve("one.x"), Opaque)


@pytest.mark.parametrize(
    "text", ["globals()['load'] = 1", "def __getattr__(name): ...", "from not_installed import load"]
)
def test_a_name_that_may_exist_is_not_called_missing(library, write, text):
    write("shop.py", text)
    assert isinstance(library.resolve("shop.load"), Opaque)


def test_a_module_that_is_not_python_text_is_opaque(library, write):
    write("shop.py", "def broken(:")
    assert isinstance(library.resolve("shop.load"), Opaque)
    assert isinstance(library.resolve("time.sleep"), Opaque)


@pytest.mark.parametrize(
    ("path", "known", "word", "nearest"),
    [
        ("shop.orders.laod", "shop.orders", "laod", "shop.orders.load"),
        ("shop.oders.load", "shop", "oders", "shop.orders.load"),
        ("shpo.orders.load", "", "shpo", "shop.orders.load"),
        ("shop.orders.load.inner", "shop.orders", "load", ""),
        ("shop.oders.laod", "shop", "oders", ""),
        ("load", "", "load", ""),
    ],
)
def test_what_is_missing_is_told_with_the_nearest(library, write, path, known, word, nearest):
    write("shop/__init__.py")
    write("shop/orders.py", "def load(): ...")
    answer = library.resolve(path)
    assert isinstance(answer, Missing)
    assert (answer.known, answer.word, answer.nearest) == (known, word, nearest)


@pytest.mark.parametrize(
    ("path", "real", "deprecated_for"),
    [
        (
            "airflow.operators.python.PythonOperator",
            "airflow.providers.standard.operators.python.PythonOperator",
            "airflow.providers.standard.operators.python.PythonOperator",
        ),
        ("airflow.decorators.task", "airflow.sdk.definitions.decorators.task", "airflow.sdk.task"),
        ("airflow.sdk.BaseOperator", "airflow.sdk.bases.operator.BaseOperator", ""),
        (
            "airflow.utils.timezone.utcnow",
            "airflow.sdk._shared.timezones.timezone.utcnow",
            "airflow.sdk.timezone.utcnow",
        ),
    ],
)
def test_airflows_own_redirects_are_followed(library, path, real, deprecated_for):
    answer = library.resolve(path)
    assert (answer.path, answer.deprecated_for) == (real, deprecated_for)


def test_values_and_classes_are_told_apart(library, write):
    write("shop.py", "RATE = 0.19\nclass Price: ...\n")
    assert isinstance(library.resolve("shop.RATE").definition, Value)
    assert isinstance(library.resolve("shop.Price").definition, Class)


def test_a_file_on_no_path_can_be_read(library, tmp_path, write):
    file = write("else/where.py", "from os import path\ndef load(a): ...")
    module = library.load_file(file)
    assert isinstance(library.name_in(module, "load"), Resolved)
    assert library.name_in(module, "lod").nearest.endswith("load")
    assert library.load_file(tmp_path / "none.py") is None


def test_the_second_library_reads_from_the_store(tmp_path, write, monkeypatch):
    write("shop.py", "def load(path): ...")
    first = Library(Finder((str(tmp_path),)), Store(tmp_path / "cache"))
    first.resolve("shop.load")
    monkeypatch.setattr("dagspec.catalogue.library.read_module", None)
    second = Library(Finder((str(tmp_path),)), Store(tmp_path / "cache"))
    assert second.resolve("shop.load") == first.resolve("shop.load")


def test_a_changed_file_is_read_again(tmp_path, write):
    write("shop.py", "def load(path): ...")
    Library(Finder((str(tmp_path),)), Store(tmp_path / "cache")).resolve("shop.load")
    write("shop.py", "def load(path, limit): ...")
    answer = Library(Finder((str(tmp_path),)), Store(tmp_path / "cache")).resolve("shop.load")
    assert len(answer.definition.signature.parameters) == 2
