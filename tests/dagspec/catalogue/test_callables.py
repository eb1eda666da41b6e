import pytest

from dagspec.catalogue.callables import Sort

SHOP = """
from functools import cache, partial
from airflow.sdk import task
from airflow.sdk.bases.notifier import BaseNotifier
def load(path: str): "Load."
@cache
def cached(path): ...
@unknown
def changed(path): ...
@task
def tasked(path): ...
@task.branch
def branched(path): ...
class Price:
    def __init__(self, amount, currency="EUR"): ...
class Odd:
    def __new__(cls, amount): ...
class Tell(BaseNotifier):
    def __init__(self, to, **kwargs): super().__init__(**kwargs)
    def notify(self, context): ...
RATE = 0.19
half = partial(load, "x")
async def later(path): ...
def _hidden(): ...
"""


@pytest.fixture(autouse=True)
def shop(write):
    write("shop.py", SHOP)


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("load", Sort.FUNCTION),
        ("cached", Sort.FUNCTION),
        ("changed", Sort.FUNCTION),
        ("tasked", Sort.TASK),
        ("branched", Sort.TASK),
        ("Price", Sort.CLASS),
        ("Tell", Sort.CLASS),
        ("RATE", Sort.VALUE),
        ("half", Sort.UNKNOWN),
    ],
)
def test_names_are_sorted(catalogue, name, sort):
    assert catalogue.callable(f"shop.{name}").sort is sort


def test_a_faithful_decorator_keeps_the_parameters(catalogue):
    assert catalogue.callable("shop.cached").signature is not None
    assert catalogue.callable("shop.changed").signature is None


def test_a_class_is_called_by_its_constructor(catalogue):
    assert list(catalogue.callable("shop.Price").signature.by_name) == ["amount", "currency"]
    assert catalogue.callable("shop.Odd").signature is None


def test_notifiers_are_recognised(catalogue):
    assert catalogue.callable("shop.Tell").is_notifier
    assert not catalogue.callable("shop.Price").is_notifier


def test_the_rest_is_told(catalogue):
    assert catalogue.callable("shop.load").doc == "Load."
    assert catalogue.callable("shop.later").is_async
    assert catalogue.callable("shop._hidden").is_private
    assert not catalogue.callable("shop.load").is_private
    assert catalogue.callable("shop.nothing") is None
    assert catalogue.callable("time.sleep").sort is Sort.UNKNOWN
