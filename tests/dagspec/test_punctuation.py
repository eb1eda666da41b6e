from pathlib import Path

import pytest

from dagspec.source import parse


def problem(text: str) -> tuple[int, int, str]:
    found = parse(text.encode(), Path("x.yaml"), "x.yaml", {}).diagnostics
    assert len(found) == 1
    return found[0].line, found[0].column, f"{found[0].message}; {found[0].hint}"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('a: "\\xZZ"\n', 1, 5, "'\\x' is none here"),
        ("a: *\n", 1, 4, 'write "*" in quotes'),
        ("a: [*/5]\n", 1, 5, "put the value in quotes"),
        ("a: & b\n", 1, 4, "names an anchor"),
        ('a: "b" c\n', 1, 6, "'c' follows; put all of it in quotes, and write \\\" for"),
        ("a: [b], c\n", 1, 7, "', c' follows the closing ']'"),
        ("a: {b: 1 c: 2 d: 3}\n", 1, 10, "a comma is missing before 'c'"),
        ("a: {b: 1\n    c: 2}\n", 2, 5, "a comma is missing before 'c'"),
        ('a: [\'b\', "c" "d"]\n', 1, 14, "a comma is missing before '\"d\"'"),
        ("a: {b: [1], c: [\n", 1, 16, "the '[' that opens here is never closed"),
    ],
)
def test_the_sign_is_named_where_it_stands(text: str, line: int, column: int, words: str) -> None:
    found = problem(text)
    assert found[:2] == (line, column)
    assert words in found[2]


def test_a_quote_left_open_is_the_cause_when_a_backslash_follows_on_another_line() -> None:
    assert "the quote that opens here is never closed" in problem('a: "b\nc: \\d\n')[2]


def test_a_quote_left_open_is_the_cause_when_a_later_line_seems_to_go_on_after_it() -> None:
    assert problem('a: "b\nc: "d"\n')[:2] == (1, 4)
