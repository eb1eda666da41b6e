"""Writes SVG elements: every value is escaped, and no element carries a style of its own."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup, escape


def element(name: str, *children: str | Markup, **attributes: str | float | None) -> Markup:
    """Write one element. `class_` and `stroke_width` become class and stroke-width; None leaves one out."""
    written = "".join(
        [f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None]
    )
    # The name and the keys are written in this package; values and children are escaped.
    inside = "".join([escape(child) for child in children])
    return Markup(f"<{name}{written}>{inside}</{name}>")  # noqa: S704


def picture(wide: float, high: float, label: str | None, *children: Markup, **more: str | float) -> Markup:
    """Write a whole picture. With a label it is an image to a screen reader, without one it is silent."""
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return element(
        "svg", *children, viewBox=f"0 0 {_value(wide)} {_value(high)}", focusable="false", **spoken, **more
    )


def text(x: float, y: float, content: str, class_: str = "label", **more: str | float) -> Markup:
    """Write a piece of text."""
    return element("text", content, x=x, y=y, class_=class_, **more)


def path(points: list[tuple[float, float]], class_: str, **more: str | float) -> Markup:
    """Draw a line through points."""
    steps = " ".join(f"{_value(x)} {_value(y)}" for x, y in points)
    return element("path", d=f"M{steps}" if points else "M0 0", class_=class_, **more)


@cache  # of the few names in this package
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
