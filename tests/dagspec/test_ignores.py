from dagspec import codes
from dagspec.ignores import without
from dagspec.tree import Place


def found(line, code=codes.UNKNOWN_KEY):
    return code.at(Place("x.yaml", line, 3, line, 5), "wrong")


def left(text, *findings):
    return [(each.line, each.code) for each in without(findings, {"x.yaml": text})]


def test_a_comment_in_the_line_silences_it():
    assert left("a: 1  # dagspec: ignore[DS101] an old name\nb: 2\n", found(1), found(2)) == [(2, "DS101")]


def test_a_comment_alone_silences_the_next_line():
    assert left("# dagspec: ignore[DS101] an old name\na: 1\n", found(1), found(2)) == [(1, "DS101")]


def test_only_the_codes_named_are_silenced():
    text = "a: 1 # dagspec: ignore[DS101, DS102] both are meant\n"
    findings = found(1), found(1, codes.WRONG_TYPE), found(1, codes.WRONG_VALUE)
    assert left(text, *findings) == [(1, "DS103")]


def test_without_a_reason_it_silences_nothing_and_is_a_finding_itself():
    assert left("a: 1 # dagspec: ignore[DS101]\n", found(1)) == [(1, "DS016"), (1, "DS101")]
    assert left("a: 1 # dagspec: ignore[] because\n", found(1)) == [(1, "DS016"), (1, "DS101")]
