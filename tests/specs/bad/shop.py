"""Functions that the bad specs name. They are read, never run."""

from datetime import datetime

from airflow.sdk import BaseOperator

RATE = 0.19


class InvoiceOperator(BaseOperator):
    """Write an invoice.

    :param order: number of the order
    :param vat: (deprecated) use ``rate``
    """

    def __init__(self, *, order: int, rate: float = RATE, vat: float | None = None, **kwargs) -> None:
        super().__init__(**kwargs)
        self.order, self.rate = order, vat or rate


class Price:
    """Not a function."""


def load_orders(path: str, limit: int = 100):
    """Read the orders."""


def total(orders: list, rate: float, *, digits: int = 2):
    """Add up."""


def save(*, folder: str):
    """Write to a folder."""


def report(ds: str, orders: list):
    """Print one day."""


def greet(name: str, ti="none"):
    """Say hello."""


def notify(context, channel: str):
    """Tell somebody."""


def silent():
    """Take nothing, not even the context."""


def day_before(logical_date: datetime):
    """Return the day before."""


def _internal(path: str):
    """Not for others."""
