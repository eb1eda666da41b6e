import pytest

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


@pytest.mark.parametrize(
    "comment",
    [
        "# dagspec: ignore all of it",
        "# dagspec ignore[DS101] the colon is missing",
        "# dagspec: ignroe[DS101] a typo",
        "#dagspec: noqa",
        "# dagspec: ignore [DS101] a space before the bracket",
        "# dagspec: ignore[DS-101] no code",
    ],
)
def test_what_looks_like_such_a_comment_and_is_none_is_told(comment):
    assert left(f"a: 1 {comment}\n", found(1)) == [(1, "DS016"), (1, "DS101")]


@pytest.mark.parametrize(
    "comment", ["# dagspec: reads this", "# see dagspec: ignore", "# dagspec ignores it"]
)
def test_other_comments_are_left_alone(comment):
    assert left(f"a: 1 {comment}\n") == []


@pytest.mark.parametrize("comment", ["#dagspec:ignore[ds101,ds102] x", "# dagspec: ignore[DS101 DS102] x"])
def test_case_spaces_and_commas_do_not_matter(comment):
    assert left(f"a: 1 {comment}\n", found(1), found(1, codes.WRONG_TYPE)) == []


def test_a_code_that_silences_nothing_is_told():
    text = "a: 1 # dagspec: ignore[DS101, DS102] both are meant\n"
    assert left(text, found(1)) == [(1, "DS019")]


def test_an_unknown_code_is_told_with_the_nearest():
    (only,) = without([], {"x.yaml": "a: 1 # dagspec: ignore[D101] meant\n"})
    assert (only.message, only.hint) == ("there is no code 'D101'", "did you mean 'DS101'?")


@pytest.mark.parametrize("code", ["DS702", "DS012", "DS314", "DS017"])
def test_a_code_that_depends_on_more_than_the_file_is_not_called_unused(code):
    assert left(f"a: 1 # dagspec: ignore[{code}] elsewhere\n") == []


def test_where_a_file_could_not_be_read_to_its_end_nothing_is_called_unused():
    text = "a: 1 # dagspec: ignore[DS101] an old name\nb: [\n"
    assert left(text, found(2, codes.SYNTAX)) == [(2, "DS005")]


def test_defaults_may_hold_what_another_spec_needs():
    text = "a: 1 # dagspec: ignore[DS101] an old name\n"
    assert not list(without([], {"team/defaults.yml": text}))
