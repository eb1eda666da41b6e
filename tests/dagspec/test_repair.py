from pathlib import Path

import pytest

from dagspec.source import parse

GOOD = """\
shop:
  default_args:
    owner: shop
    retries: 1
  schedule: "@daily"
  tags: [a, b]
  tasks:
    - task_id: one
      operator: x.Y
      bash_command: "echo 1"
    - task_id: two
      operator: x.Y
      dependencies: [one]
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    retries: 1", "      retries: 1", 4, "indentation of 6 spaces"),
        ("    owner: shop", "        owner: shop", 3, "indentation of 8 spaces"),
        ("  schedule:", " schedule:", 5, "indentation of 1 spaces"),
        ("  default_args:\n", "", 2, "no key there asks for it"),
        ('"echo 1"', '"echo 1', 10, "quote that opens here"),
        ('"@daily"', '@daily"', 5, "cannot start with '@'"),
        ("  default_args:", "  default_args", 2, "a key without ':'"),
        ("  default_args:", "  default_args :x", 2, "a key is followed by"),
        ("    - task_id: two", "      task_id: two", 11, "key 'task_id' is here twice"),
        ("  tasks:\n    - task_id: one", "    - task_id: one\n  tasks:", 7, "does not fit the ones before"),
    ],
)
def test_a_slip_is_found_in_its_own_line(old: str, new: str, line: int, words: str) -> None:
    text = GOOD.replace(old, new, 1)
    found = parse(text.encode(), Path("x.yaml"), "x.yaml", {}).diagnostics
    assert found[0].line == line
    assert words in found[0].message


@pytest.mark.parametrize(
    ("old", "new"), [("    retries: 1", "  retries: 1"), ("  schedule:", "    schedule:")]
)
def test_a_key_that_moves_to_another_mapping_is_sound_yaml(old: str, new: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert parse(text.encode(), Path("x.yaml"), "x.yaml", {}).diagnostics == ()


def test_a_text_with_two_slips_is_reported_where_the_reader_got_stuck() -> None:
    found = parse(b"a: [1, 2\nb: 'x\nc: {d\n", Path("x.yaml"), "x.yaml", {}).diagnostics
    assert len(found) == 1


def test_a_file_cut_off_within_a_key_is_reported_in_its_last_line() -> None:
    found = parse(b"a:\n  b: 1\n  sched", Path("x.yaml"), "x.yaml", {}).diagnostics
    assert [each.line for each in found] == [3]


def test_a_line_too_long_for_a_hint_is_cut_where_that_shows() -> None:
    line = f"  schedule:{'x' * 100}"
    (found,) = parse(f"a:\n  b: 1\n{line}\n".encode(), Path("x.yaml"), "x.yaml", {}).diagnostics
    assert found.hint == f"write 'schedule: {'x' * 50}...'"
