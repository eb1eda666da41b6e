"""A function that is imported when it is called, and not before."""

import asyncio
import copy
import inspect
import pickle
import sys

import pytest

from dagspec.lazy import LazyCallable

CODE = """
def greet(name, times=1):
    return f"hello {name}" * times

async def later():
    return "later"
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "lazily_loaded.py").write_text(CODE)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path / "lazily_loaded.py"
    sys.modules.pop("lazily_loaded", None)


def test_it_looks_like_the_function_without_importing_it(module):
    greet = LazyCallable("lazily_loaded.greet")
    assert (greet.__name__, greet.__qualname__, greet.__module__) == ("greet", "greet", "lazily_loaded")
    assert "not imported yet" in repr(greet)
    assert copy.deepcopy(greet) == greet
    assert pickle.loads(pickle.dumps(greet)) == greet  # noqa: S301  our own
    assert len({greet, LazyCallable("lazily_loaded.greet"), LazyCallable("lazily_loaded.later")}) == 2
    assert "lazily_loaded" not in sys.modules


def test_it_calls_the_function_and_has_its_signature(module):
    greet = LazyCallable("lazily_loaded.greet")
    assert greet("you", times=2) == "hello youhello you"
    assert list(inspect.signature(greet).parameters) == ["name", "times"]


def test_an_async_function_is_known_as_one_without_importing_it(module):
    later = LazyCallable("lazily_loaded.later")
    assert inspect.iscoroutinefunction(inspect.unwrap(later))
    assert not inspect.iscoroutinefunction(inspect.unwrap(LazyCallable("lazily_loaded.greet")))
    assert "lazily_loaded" not in sys.modules
    assert asyncio.run(later()) == "later"


def test_the_source_can_be_asked_for_without_importing_it(module):
    assert inspect.getsource(LazyCallable("lazily_loaded.greet"))
    assert inspect.getsource(LazyCallable("nowhere_at_all.greet"))
    assert "lazily_loaded" not in sys.modules


def test_a_function_of_a_file_is_loaded_as_dag_factory_does(module):
    greet = LazyCallable("greet", str(module))
    assert greet.__module__ == "lazily_loaded"
    assert greet("you") == "hello you"
    assert sys.modules["lazily_loaded"].__file__ == str(module)
    assert LazyCallable("greet", str(module)).load() is greet.load()
    assert "lazily_loaded.py" in repr(greet)


def test_a_file_that_is_no_python_says_so(tmp_path):
    with pytest.raises(ImportError, match="not a Python file"):
        LazyCallable("greet", str(tmp_path / "notes.txt")).load()
