"""Only what was found in order, all of it, need not be looked at again."""

import pickle

from dagspec.cleared import Cleared


def test_what_is_settled_needs_no_other_look():
    cleared = Cleared()
    assert not cleared.has("rule", 1)
    assert not cleared.has("rule", 1)
    cleared.settle()
    assert cleared.has("rule", 1)
    assert not cleared.has("rule", 2)


def test_a_file_with_a_finding_settles_nothing():
    cleared = Cleared()
    cleared.has("rule", 1)
    cleared.forget()
    cleared.settle()
    assert not cleared.has("rule", 1)


def test_a_file_that_was_not_looked_at_whole_settles_nothing():
    cleared = Cleared()
    cleared.has("rule", 1)
    cleared.skip()
    cleared.settle()
    assert not cleared.has("rule", 1)


def test_there_is_an_end_to_what_is_kept():
    cleared = Cleared()
    for part in (range(20_001), range(20_001, 20_003)):
        for number in part:
            cleared.has(number)
        cleared.settle()
    assert cleared.has(20_002)
    assert not cleared.has(1)


def test_another_process_begins_anew():
    cleared = Cleared()
    cleared.has("rule", 1)
    cleared.settle()
    assert not pickle.loads(pickle.dumps(cleared)).has("rule", 1)  # noqa: S301  our own
