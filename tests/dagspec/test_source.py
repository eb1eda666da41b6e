"""A file becomes a tree with places; whatever is wrong with it is a value, never an exception."""

from datetime import date
from pathlib import Path

import pytest

from dagspec.source import MAX_BYTES, parse, read
from dagspec.tree import Mapping, Scalar, Sequence, items_of, mapping_of, plain


def tree(text, variables=None):
    return parse(text.encode() if isinstance(text, str) else text, Path("x.yaml"), "x.yaml", variables or {})


def codes(source):
    return [found.code for found in source.diagnostics]


def test_every_value_has_its_place():
    root = tree("shop:\n  tags: [a, 'b c']\n").root
    tags = root.get("shop").get("tags")
    assert root.get("shop").pair("tags").key.place == ("x.yaml", 2, 3, 2, 7)
    assert tags.place == ("x.yaml", 2, 9, 2, 19)
    assert [item.place.column for item in tags.items] == [10, 13]
    assert [item.quoted for item in tags.items] == [False, True]


def test_an_alias_is_the_value_of_its_anchor_and_keeps_its_own_place():
    root = tree("a: &one {x: 1}\nb: *one\n").root
    assert root.get("a") is root.get("b")
    assert root.pair("b").alias == ("x.yaml", 2, 4, 2, 8)


def test_merged_keys_keep_their_places_and_may_be_overridden():
    source = tree("a: &one {x: 1, y: 2}\nb: &two {y: 3, z: 4}\nc: {<<: [*one, *two], z: 5}\n")
    merged = source.root.get("c")
    assert plain(merged) == {"x": 1, "y": 2, "z": 5}
    assert merged.pair("x").key.place.line == 1
    assert codes(source) == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("'yes'", "yes"),
        ("010", 8),
        ("1:30", 90),
        ("1.5", 1.5),
        ("~", None),
        ("2026-01-02", date(2026, 1, 2)),
        ("!!str 5", "5"),
        ("=", "="),
        ("${N}", 3),
        ('"${N}"', "3"),
        ("|\n  ${N}", "3\n"),
    ],
)
def test_values_are_those_of_yaml_1_1(written, value):
    assert tree(f"a: {written}\n", {"N": "3"}).root.get("a").value == value


def test_the_place_of_an_undefined_variable_is_exact():
    (found,) = tree("a: |\n  one\n  two ${NO} three\n").diagnostics
    assert (found.line, found.column, found.end_column) == (3, 7, 12)


def test_a_variable_in_flow_style_does_not_break_the_yaml():
    assert plain(tree("a: {b: ${X:-y, z}, c: [${Y:-#1}]}\n").root) == {"a": {"b": "y, z", "c": ["#1"]}}


def test_a_value_from_a_variable_is_known_as_one():
    root = tree("a: ${X:-y}\nb: y\n").root
    assert root.get("a").is_filled_in
    assert not root.get("b").is_filled_in


def test_windows_line_ends_and_a_byte_order_mark_are_fine():
    assert plain(tree(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").root) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "DS003"),
        (b"# only a comment\n", "DS003"),
        (b"---\n...\n", "DS006"),
        (b"just text", "DS006"),
        (b"a: \xff", "DS002"),
        (b"a: \0", "DS002"),
        (b"a: \x07", "DS005"),
        (b"a: [", "DS005"),
        (b"- " * 5000 + b"a", "DS004"),
        (b"[" * 20000, "DS004"),
        (b"x" * (MAX_BYTES + 1), "DS004"),
    ],
)
def test_what_cannot_be_read_is_one_finding(data, code):
    source = tree(data)
    assert source.root is None
    assert codes(source) == [code]


def test_what_was_found_before_the_reader_gave_up_is_told():
    assert codes(tree("a: 1\na: 2\nb: [\n")) == ["DS007", "DS005"]


def test_a_lost_alias_does_not_end_the_reading():
    source = tree("a: *lost\nb: &own\n  c: *own\nd: 1\nd: 2\n")
    assert codes(source) == ["DS008", "DS014", "DS007"]
    assert source.root.get("d").value == 2


def test_a_folder_or_a_missing_file_is_a_finding(tmp_path):
    assert codes(read(tmp_path / "missing.yaml", {})) == ["DS001"]
    assert codes(read(tmp_path, {})) == ["DS001"]


def test_a_large_file_is_not_even_read(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a" * (MAX_BYTES + 10))
    assert codes(read(path, {})) == ["DS004"]


def test_trees_are_asked_simply():
    root = tree("a: [1]\nb: {c: d}\n").root
    assert isinstance(root.get("a"), Sequence)
    assert isinstance(root.get("b"), Mapping)
    assert isinstance(root.get("b").get("c"), Scalar)
    assert root.get("b").text("c") == "d"
    assert root.text("a") is None
    assert [item.value for item in items_of(root.get("a"))] == [1]
    assert items_of(None) == ()
    assert mapping_of(root.get("a")) is None
    assert (len(root), "a" in root, [pair.key.value for pair in root]) == (2, True, ["a", "b"])
    assert root.key_place("missing") == root.place
    assert plain(None) is None


def test_one_mapping_over_another():
    near, far = tree("a: {x: 1}\nb: 2\n").root, tree("a: {x: 0, y: 3}\nc: 4\nb: {z: 1}\n").root
    assert plain(near.over(far)) == {"a": {"x": 1, "y": 3}, "b": 2, "c": 4}


@pytest.mark.parametrize("tag", ["int", "float", "timestamp"])
def test_a_tag_without_a_value_is_a_finding(tag):
    assert codes(tree(f"a: !!{tag}\n")) == ["DS015"]
