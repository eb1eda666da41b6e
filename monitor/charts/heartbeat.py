"""One beat of the strip of runs: its height is the duration, its shape the outcome."""

from __future__ import annotations

from markupsafe import Markup

from monitor.charts.svg import element, path, picture

WIDTH, HEIGHT = 10.0, 40.0


def beat(state: str, seconds: float | None, longest: float) -> Markup:
    """Draw one run; failed ones have a notch, unfinished and broken ones are outlines."""
    share = 0.3 if seconds is None or longest <= 0 else 0.3 + 0.7 * min(1.0, seconds / longest)
    height = HEIGHT * share
    top = HEIGHT - height
    body = element("rect", x=1, y=top, width=WIDTH - 2, height=height, rx=1.5, class_=f"beat-{state}")
    notch = [path([(1, HEIGHT - 10), (WIDTH - 1, HEIGHT - 4)], "notch")] if state == "failed" else []
    return picture(WIDTH, HEIGHT, None, body, *notch, class_="beat", preserveAspectRatio="none")
