from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from monitor import charts
from monitor.charts.badge import COLOURS
from monitor.charts.svg import element
from monitor.charts.trend import TrendPoint
from monitor.status import State
from tests.monitor import records

RECORD = records.make(records.Plan())
CURVES = RECORD["curves"]
DEPENDENCIES = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}
ODD = [(float("nan"), 0.5), (float("inf"), 1.0)]
EVIL = '<script>alert("x")</script>&'


def read(picture: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314  made by this project a moment ago


PICTURES = {
    "roc": charts.roc(CURVES["roc"], 0.99),
    "roc of nothing": charts.roc([], None),
    "roc of odd numbers": charts.roc(ODD, float("nan")),
    "precision_recall": charts.precision_recall(CURVES["precision_recall"], 0.5),
    "calibration": charts.calibration(CURVES["calibration"]),
    "calibration without counts": charts.calibration([(0.1, 0.2)]),
    "confusion": charts.confusion(RECORD["confusion_matrix"]),
    "confusion of nothing": charts.confusion([[0, 0], [0, 0]]),
    "trend": charts.trend([TrendPoint(0.9, 0.8, 1.0, EVIL), TrendPoint(0.95)], EVIL).picture,
    "beat": charts.beat("failed", 2.0, 4.0),
    "task_bar": charts.task_bar(0.2, 0.6, "success"),
    "odds_bar": charts.odds_bar(0.07, 14.0),
    "odds_bar of zero": charts.odds_bar(0.0, 1.0),
    "graph": charts.graph(DEPENDENCIES),
    "graph of evil": charts.graph({EVIL: (), "b": (EVIL, "missing")}),
    "graph of a circle": charts.graph({"a": ("b",), "b": ("a",)}),
    "graph of nothing": charts.graph({}),
    "badge": charts.badge(EVIL, "healthy"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_sound_xml(name: str):
    assert read(PICTURES[name]).tag.endswith("svg")


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_brings_a_style_a_script_or_a_colour(name: str):
    picture = PICTURES[name]
    assert "<script" not in picture
    assert " style=" not in picture
    assert "nan" not in re.sub(r'aria-label="[^"]*"', "", picture)
    if name != "badge":
        assert not re.search(r'(fill|stroke)="', picture)


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_speaks_or_keeps_silent(name: str):
    root = read(PICTURES[name])
    assert root.get("aria-hidden") == "true" or (root.get("role") == "img" and root.get("aria-label"))


def numbers(picture: Markup, class_name: str, attribute: str) -> list[float]:
    found = read(picture).iter()
    return [float(each.get(attribute)) for each in found if class_name in (each.get("class") or "").split()]


def test_a_bar_lies_where_its_task_did():
    bar = charts.task_bar(0.25, 0.75, "success")
    assert (numbers(bar, "bar-success", "x"), numbers(bar, "bar-success", "width")) == ([250], [500])


def test_a_task_of_no_time_can_still_be_seen():
    end = charts.task_bar(1.0, 1.0, "failed")
    assert numbers(end, "bar-failed", "width")[0] > 0
    assert numbers(end, "bar-failed", "x")[0] + numbers(end, "bar-failed", "width")[0] <= 1000


def test_odds_below_one_point_left_and_above_one_right():
    assert numbers(charts.odds_bar(0.5, 2.0), "lowers", "x") == [0]
    assert numbers(charts.odds_bar(2.0, 2.0), "raises", "width") == [500]


def test_a_longer_run_is_a_higher_beat():
    short, long = (
        numbers(charts.beat("success", seconds, 4), "beat-success", "height")[0] for seconds in (1, 4)
    )
    assert short < long == 40


def test_only_a_failed_beat_has_a_notch():
    assert "notch" in charts.beat("failed", 1, 1)
    assert "notch" not in charts.beat("success", 1, 1)


def test_the_graph_draws_a_line_for_each_dependency_and_puts_tasks_below_what_they_wait_for():
    picture = charts.graph(DEPENDENCIES)
    assert picture.count('class="edge"') == 4
    heights = numbers(picture, "node", "y")
    assert heights[0] < heights[1] == heights[2] < heights[3]


def test_a_trend_of_nothing_is_none_and_of_one_run_is_a_point():
    assert charts.trend([], "x") is None
    assert charts.trend([TrendPoint(0.9)], "x").picture.count('class="point"') == 1


def test_the_edges_of_a_trend_take_in_the_intervals():
    found = charts.trend([TrendPoint(0.9, 0.85, 0.99), TrendPoint(0.95)], "x")
    assert (found.bottom, found.top) == (0.85, 0.99)


def test_every_state_has_a_badge():
    assert set(COLOURS) == {state.value for state in State}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", COLOURS.values())
def test_white_on_a_badge_can_be_read(colour: str):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_values_and_children_are_escaped():
    assert str(element("text", "<b>", title='"&')) == '<text title="&#34;&amp;">&lt;b&gt;</text>'
