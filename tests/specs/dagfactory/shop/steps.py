"""What the shop's pipelines do; every function only looks at its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any


def fetch_orders(region: str, limit: int = 100) -> list[str]:
    """Return the ids of the newest orders."""
    return [f"{region}-{number}" for number in range(min(limit, 3))]


def count_orders(orders: Sequence[str], *, minimum: int = 0, strict: bool = False) -> int:
    """Return how many orders there are."""
    if strict and len(orders) < minimum:
        raise ValueError(f"expected {minimum} orders, got {len(orders)}")
    return len(orders)


def ship_order(order: str, carrier: str = "van") -> str:
    """Return the label of a parcel."""
    return f"{carrier}:{order}"


def describe(**context: Any) -> str:
    """Return which run this is."""
    return f"{context['dag'].dag_id} {context['run_id']}"


def pick_carrier(weight: float) -> str:
    """Return the task that comes next."""
    return "by_van" if weight > 5 else "by_bike"


def is_open() -> bool:
    """Tell whether the shop is open."""
    return True


def day_before(logical_date: datetime) -> datetime:
    """Return the same time on the day before."""
    return logical_date - timedelta(days=1)


def is_healthy(response: Any) -> bool:
    """Tell whether the answer of the shop's service is a good one."""
    return bool(response.text == "ok")


def price_of(article: str) -> float:
    """Return what an article costs."""
    return len(article) * 1.5


def double(number: int) -> int:
    """Return twice the number."""
    return 2 * number


def multiply(a: int, b: int) -> int:
    """Return the product."""
    return a * b


def label(number: int, prefix: str) -> str:
    """Return the number with its prefix."""
    return f"{prefix}{number}"


def numbers() -> list[int]:
    """Return some numbers."""
    return [1, 2, 3]


def totals() -> dict[str, int]:
    """Return two results under their names."""
    return {"orders": 3, "parcels": 2}


def handbook(title: str, pages: int = 1) -> str:
    """Return the documentation of a pipeline."""
    return f"# {title} ({pages})"
