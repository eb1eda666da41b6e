from xml.etree import ElementTree

from benchmarks.chart import Curve, draw, make_scale

CURVE = Curve(
    "rows", "Load & train", "rows", "seconds", {"ours": [(10, 0.02), (1000, 1.5)], "<theirs>": [(10, 3.0)]}
)


def test_scale_reaches_from_the_power_of_ten_below_to_the_one_above():
    scale = make_scale([20, 900], 0, 100)
    assert (scale(10), scale(1000)) == (0, 100)
    assert scale.ticks == [10, 100, 1000]


def test_scale_of_a_single_value_still_has_a_length():
    assert make_scale([10], 0, 100)(100) == 100


def test_picture_is_well_formed_and_has_a_line_and_a_name_for_each_way():
    root = ElementTree.fromstring(draw(CURVE))  # noqa: S314  our own text
    names = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"ours", "<theirs>", "Load & train"} <= set(names)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) == 2
