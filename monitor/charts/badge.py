"""A badge for a README: the name and the state. It stands in pages of others, so it brings its colours."""

from __future__ import annotations

from markupsafe import Markup

from monitor.charts.svg import element, picture, text

# White text keeps a contrast of at least 4.5 on each of them.
COLOURS = {
    "healthy": "#1a7f4b",
    "running": "#175cd3",
    "late": "#93590a",
    "failed": "#b42318",
    "stale": "#93590a",
    "unknown": "#5b6472",
}
LETTER, EDGE, HEIGHT = 6.6, 8.0, 20.0


def badge(name: str, state: str) -> Markup:
    """Write the badge as a whole SVG file."""
    left, right = _width(name), _width(state)
    return picture(
        left + right,
        HEIGHT,
        f"{name}: {state}",
        element("rect", width=left + right, height=HEIGHT, rx=3, fill="#3b4350"),
        element(
            "path",
            d=f"M{left:g} 0h{right - 3:g}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left:g}z",
            fill=COLOURS[state],
        ),
        _label(left / 2, name),
        _label(left + right / 2, state),
        xmlns="http://www.w3.org/2000/svg",
        width=left + right,
        height=HEIGHT,
    )


def _width(words: str) -> float:
    return len(words) * LETTER + 2 * EDGE


def _label(x: float, words: str) -> Markup:
    return text(
        x,
        14,
        words,
        "badge",
        fill="#fff",
        text_anchor="middle",
        font_family="Verdana, sans-serif",
        font_size=11,
    )
