"""Only what was found in order, all of it, need not be looked at again."""

import pickle

import pytest

from dagspec.cleared import Cleared


@pytest.fixture
def look():
    """Look at a twin for the same reason as at the one before."""
    cleared, settled = Cleared(), set()

    def look_at(*keys, is_in_order=True, is_whole=True):
        cleared.begin(settled)
        known = [cleared.has("rule", key) for key in keys]
        if not is_whole:
            cleared.skip()
        cleared.end(is_in_order=is_in_order)
        return known

    return look_at


def test_what_is_settled_needs_no_other_look(look):
    assert look(1, 1) == [False, False]
    assert look(1, 2) == [True, False]


def test_a_twin_with_a_finding_settles_nothing(look):
    look(1, is_in_order=False)
    assert look(1) == [False]


def test_a_twin_that_was_not_looked_at_whole_settles_nothing(look):
    look(1, is_whole=False)
    assert look(1) == [False]
    assert look(1) == [True]


def test_what_later_twins_have_of_their_own_is_not_kept(look):
    look(1)
    look(2)
    assert look(1, 2) == [True, False]


def test_a_file_that_is_no_twin_is_looked_at_in_full(look):
    look(1)
    cleared = Cleared()
    assert not cleared.has("rule", 1)
    assert not cleared.has("rule", 1)


def test_another_process_begins_anew():
    cleared = Cleared()
    cleared.begin({("rule", 1)})
    assert cleared.has("rule", 1)
    assert not pickle.loads(pickle.dumps(cleared)).has("rule", 1)  # noqa: S301  our own
