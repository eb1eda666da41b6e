"""Bars that stand in a row of a table: a task within its run, an odds ratio around one."""

from __future__ import annotations

from math import isfinite, log

from markupsafe import Markup

from monitor.charts.svg import element, path, picture

WIDTH, HEIGHT, LEAST = 1000.0, 12.0, 6.0


def task_bar(start: float, end: float, state: str) -> Markup:
    """Draw a task from `start` to `end`, both as shares of the run."""
    x = min(WIDTH - LEAST, WIDTH * min(1.0, max(0.0, start)))
    width = max(LEAST, min(WIDTH - x, WIDTH * (end - start)))
    track = element("rect", x=0, y=5, width=WIDTH, height=2, class_="track")
    bar = element("rect", x=x, y=0, width=width, height=HEIGHT, class_=f"bar-{state}")
    return picture(WIDTH, HEIGHT, None, track, bar, class_="chart row-bar", preserveAspectRatio="none")


def odds_bar(ratio: float, widest: float) -> Markup:
    """Draw an odds ratio on a log scale: it lowers the odds to the left and raises them to the right."""
    reach = log(widest) if widest > 1 else 1.0
    share = log(ratio) / reach if isfinite(ratio) and ratio > 0 else 0.0
    middle, tip = WIDTH / 2, WIDTH / 2 + WIDTH / 2 * max(-1.0, min(1.0, share))
    x, width = min(middle, tip), max(LEAST, abs(tip - middle))
    kind = "raises" if tip >= middle else "lowers"
    bar = element("rect", x=x, y=0, width=width, height=HEIGHT, class_=kind)
    axis = path([(middle, 0), (middle, HEIGHT)], "axis-line")
    return picture(WIDTH, HEIGHT, None, bar, axis, class_="chart row-bar", preserveAspectRatio="none")
