"""The shop's own operators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airflow.sdk import BaseOperator, BaseSensorOperator


class LabelOperator(BaseOperator):
    """Prints the labels of parcels."""

    template_fields: Sequence[str] = ("text", "sizes")

    def __init__(self, *, text: str, copies: int = 1, sizes: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text = text
        self.copies = copies
        self.sizes = sizes

    def execute(self, context: Any) -> str:
        """Return the labels."""
        return self.text * self.copies


class ColourLabelOperator(LabelOperator):
    """Prints them in colour."""

    def __init__(self, *, colour: str = "red", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.colour = colour


class ParcelSensor(BaseSensorOperator):
    """Waits for a parcel."""

    template_fields: Sequence[str] = ("parcel",)

    def __init__(self, *, parcel: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parcel = parcel

    def poke(self, context: Any) -> bool:
        """Tell whether it is here."""
        return True
