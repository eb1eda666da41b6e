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


def make_much():
    """A knot of much that nobody can reach."""
    with collector_at_rest():
        knot = [[] for _ in range(2 * _MUCH)]
        knot[0].append(knot)


def test_much_that_was_made_meanwhile_is_not_looked_at_until_the_next_rest(thawed):
    gc.collect()
    make_much()
    assert gc.get_freeze_count() > _MUCH
    assert gc.collect() < _MUCH
    with collector_at_rest():
        assert gc.get_freeze_count() == 0
    assert gc.collect() > _MUCH


def test_what_somebody_else_has_frozen_stays_frozen(thawed):
    gc.freeze()
    frozen = gc.get_freeze_count()
    with collector_at_rest():
        many = [[] for _ in range(2 * _MUCH)]
    assert many
    assert gc.get_freeze_count() == pytest.approx(frozen, abs=1000)
