from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import pytest

from pipeline_tasks.parsing import Misfit, parse


@dataclass(frozen=True)
class Wheel:
    size: float
    made: datetime | None = None


@dataclass(frozen=True)
class Car:
    colour: Literal["red", "blue"]
    wheels: tuple[Wheel, ...]
    seats: dict[str, int]
    size: tuple[int, int] = (4, 2)


GOOD = {"colour": "red", "wheels": [{"size": 15, "made": "2026-01-31T12:00:00+00:00"}], "seats": {"front": 2}}


def test_nested_values_become_dataclasses():
    wheel = Wheel(15.0, datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert parse(Car, GOOD) == Car("red", (wheel,), {"front": 2})


def test_whole_number_fits_where_a_fraction_is_expected():
    assert type(parse(Wheel, {"size": 15}).size) is float


def test_optional_value_may_be_null():
    assert parse(Wheel, {"size": 1.5, "made": None}) == Wheel(1.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "green"}, "colour: expected one of red, blue, got 'green'"),
        ({"wheels": {}}, "wheels: expected a list, got {}"),
        ({"wheels": [{"size": "big"}]}, "wheels[0].size: expected float, got 'big'"),
        ({"wheels": [{"size": 1, "made": "soon"}]}, "wheels[0].made: expected a time such as"),
        ({"wheels": [{"size": 1, "made": "2026-01-31T12:00:00"}]}, "wheels[0].made: expected a time such as"),
        ({"wheels": [{}]}, "wheels[0]: expected a key 'size', got none"),
        ({"seats": {"front": True}}, "seats.front: expected int, got True"),
        ({"seats": []}, "seats: expected an object, got []"),
        ({"size": [4]}, "size: expected a list of 2, got [4]"),
        ({"seats": {"front": 2**63}}, "seats.front: expected a whole number of at most 64 bits, got 922"),
        ({"seats": {"\ud800": 1}}, r"seats: expected text without half characters, got '\ud800'"),
        ({"wheels": [{"size": 1, "made": "0001-01-01T00:00:00+14:00"}]}, "wheels[0].made: expected a time"),
        ({"wheels": [{"size": 1, "made": "9999-12-31T23:59:59-14:00"}]}, "wheels[0].made: expected a time"),
        ({"doors": 4}, "expected no key 'doors'; known are colour, wheels, seats, size"),
    ],
)
def test_misfit_names_its_place(change, message):
    with pytest.raises(Misfit) as caught:
        parse(Car, GOOD | change)
    assert message in str(caught.value)


def test_half_a_character_is_no_text():
    with pytest.raises(Misfit, match="expected text without half characters"):
        parse(str, "Z\N{LATIN SMALL LETTER U WITH DIAERESIS}rich \udcff")
    assert parse(str, "Z\N{LATIN SMALL LETTER U WITH DIAERESIS}rich") == "Z\u00fcrich"


def test_value_that_is_no_object_is_a_misfit():
    with pytest.raises(Misfit, match="expected an object, got \\[\\]"):
        parse(Car, [])
