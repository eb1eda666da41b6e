from dagspec.diagnostic import Diagnostic, Replacement, Severity
from dagspec.edit import apply, edit_of

TEXT = 'x:\n  schedul: 1 # keep\n  rule: "all_dne"\n  on: &a oen\n'


def found(line, column, end, old, new, end_line=None):
    return Diagnostic(
        "f", line, column, end_line or line, end, "DS1", "r", Severity.ERROR, "m", fix=Replacement(old, new)
    )


def fixed(*diagnostics, text=TEXT):
    return apply(text, [edit for each in diagnostics if (edit := edit_of(each, text))])


def test_a_word_is_replaced_where_it_stands():
    assert fixed(found(2, 3, 10, "schedul", "schedule")) == TEXT.replace("schedul:", "schedule:")


def test_quotes_stay():
    assert '"all_done"' in fixed(found(3, 9, 18, "all_dne", "all_done"))


def test_an_anchor_stays():
    assert "&a one" in fixed(found(4, 7, 13, "oen", "one"))


def test_other_text_at_the_place_is_left_alone():
    assert edit_of(found(2, 3, 10, "something", "else"), TEXT) is None


def test_a_place_over_several_lines_is_left_alone():
    assert edit_of(found(2, 3, 10, "schedul", "schedule", end_line=3), TEXT) is None


def test_a_value_that_yaml_would_read_otherwise_is_not_written():
    for new in ("yes", "null", "a: b", "# x", "*x", ""):
        assert edit_of(found(2, 3, 10, "schedul", new), TEXT) is None, new


def test_nothing_within_quotes_can_end_them():
    assert edit_of(found(3, 9, 18, "all_dne", 'a"b'), TEXT) is None


def test_of_two_edits_that_overlap_the_first_counts():
    both = [found(2, 3, 10, "schedul", "schedule"), found(2, 3, 10, "schedul", "scheduler")]
    assert fixed(*both).count("schedule") == 1


def test_a_finding_without_a_fix_has_no_edit():
    assert edit_of(Diagnostic("f", 1, 1, 1, 2, "DS1", "r", Severity.ERROR, "m"), TEXT) is None
