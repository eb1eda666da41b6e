"""The collector rests for a while, and is as it was after that."""

import gc

import pytest

from dagspec.garbage import _MUCH, collector_at_rest


@pytest.fixture
def thawed():
    """Nothing is frozen, whatever ran before."""
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.enable()


def test_the_collector_rests_and_goes_on(thawed):
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_collector_that_rests_already_is_left_alone(thawed):
    gc.disable()
    with collector_at_rest():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_much_that_was_made_meanwhile_is_old_and_is_still_collected(thawed):
    with collector_at_rest():
        knot = [[] for _ in range(_MUCH)]
        knot[0].append(knot)
    assert any(each is knot for each in gc.get_objects(generation=2))
    del knot
    assert gc.collect() > 0


def test_what_somebody_else_has_frozen_stays_frozen(thawed):
    gc.freeze()
    frozen = gc.get_freeze_count()
    with collector_at_rest():
        many = [[] for _ in range(2 * _MUCH)]
    assert many
    assert gc.get_freeze_count() == pytest.approx(frozen, abs=1000)
