"""A file that is put together from its lines, or from a pool, has the tree that it has alone."""

import random
from functools import partial
from pathlib import Path

import pytest

from benchmarks.workload.order import reorder
from dagspec.blocks import BlockComposer
from dagspec.compose import MAX_NODES
from dagspec.interned import ApartError, Pool, PoolingComposer
from dagspec.lines import Lines
from dagspec.source import parse
from dagspec.tree import Mapping, Sequence, plain
from tests.dagspec.variants import NAMES, SPECS, with_other_lines, with_other_words

# They have a DAG in one line, or schedules of several values, which need the places where these are written.
NOT_BY_LINES = {"assets", "from_default", "schedules"}


class Reader:
    """Reads many files with one pool: line by line where that is possible, or none of them."""

    def __init__(self, *, by_lines=True):
        pool = Pool()
        self.composing = partial(PoolingComposer, pool=pool)
        if by_lines:
            self.composing = partial(BlockComposer, pool=pool, lines=Lines(pool, NAMES))

    def read(self, text):
        """Return the source; None where it must be read alone."""
        try:
            found = parse(text.encode(), Path("x.yaml"), "x.yaml", NAMES, self.composing)
        except ApartError:
            return None
        return None if found.root is None or found.diagnostics else found


def read_alone(text):
    return parse(text.encode(), Path("x.yaml"), "x.yaml", NAMES)


def shape(node):
    """All of a node but its place."""
    if isinstance(node, Mapping):
        pairs = [(k, type(k), shape(p.key), shape(p.value), p.alias is None) for k, p in node.pairs.items()]
        return "mapping", pairs
    if isinstance(node, Sequence):
        return "list", [shape(item) for item in node.items]
    return repr(node.content)


def places(root):
    """The places of DAGs and of their names."""
    return [(pair.key.place, pair.value.place if isinstance(pair.value, Mapping) else None) for pair in root]


@pytest.fixture
def whole(monkeypatch):
    """The texts of files that were not read line by line."""
    read, compose = [], PoolingComposer.compose

    def composed(composer):
        if isinstance(composer, BlockComposer):
            read.append(composer._text)
        return compose(composer)

    monkeypatch.setattr(PoolingComposer, "compose", composed)
    return read


@pytest.mark.parametrize("by_lines", [True, False], ids=["lines", "pool"])
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_file_has_the_tree_that_it_has_alone(path, by_lines):
    text, chance = path.read_text("utf-8"), random.Random(path.name)  # noqa: S311  no secret
    reader, compared = Reader(by_lines=by_lines), 0
    for number in range(150):
        base = reorder(text, chance) if number % 3 else text
        change = (with_other_words, with_other_lines, lambda same, chance: same)[number % 5 % 3]
        other = change(base, chance)
        alone, found = read_alone(other), reader.read(other)
        if found is not None:
            compared += 1
            assert alone.diagnostics == (), other
            assert shape(found.root) == shape(alone.root), other
            assert places(found.root) == places(alone.root), other
            assert (found.text, found.sha256) == (alone.text, alone.sha256)
    assert compared > 40


def test_good_specs_are_read_by_lines(whole):
    reader = Reader()
    texts = {path.stem: path.read_text("utf-8") for path in SPECS}
    assert all(reader.read(text) for text in texts.values())
    assert {name for name, text in texts.items() if text in whole} == NOT_BY_LINES


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  b: 1\n",
        "a:\n  b: 1",
        "---\na:\n  b:\n",
        "# c\n\na:\n  b: 1 # c\n\n# c\n",
        "a:\n  b: &x 1\n  c: *x\n  d: [*x, {e: *x}]\n  f: {<<: {g: 1}}\n",
        "a:\n  b: &x\n    c: 1\n    <<: {d: 2}\n",
        "a:\n  b: &x\n    c: 1\n  e:\n    <<: *x\n    c: 2\n",
        "a:\n  b: |\n    one\n\n      two\n  c: >-\n    one\n    two\n",
        "a:\n  b: 'one\n\n    two'\n  c: [1,\n    2]\n",
        "a:\n  b: |+\n    one\n\n\nc:\n  d: |+\n    one",
        "a:\n  b:\n  - c\n  -   d: 1\n      e: 2\n  - [f]\n",
        "a:\n  b: |\n    ${X:-one} {{ two }} &three *four: five\n",
        "a:\n  schedule: ${Y:-* * * * *}\n  on: off\n  'c d': e\n",
        "a:\n  b: 1\n\nc:\n  d: 1\n",
        "a:\n  b: 1\n# c\r  d: 2\n",
        "a:\n  b: 1 # c\x85  d: 2\n",
        "a:\n  b: # c\u2028    d: 2\n",
        "a:\n  b: é # \U0001f600\n",
        "a:\n  b: &x {}\n  c:\n    <<: *x\n  d:\n    - <<: *x\n      e: 1\n",
    ],
)
def test_the_places_and_values_of_what_specs_hold(text):
    reader, alone = Reader(), read_alone(text)
    for _ in range(2):
        found = reader.read(text)
        assert (shape(found.root), places(found.root)) == (shape(alone.root), places(alone.root))


def test_what_files_have_in_common_is_the_same():
    reader = Reader()
    first = reader.read("a:\n  tags: [x]\n  tasks:\n    - one: 1\n      two: {b: 2}\n").root.get("a")
    second = reader.read("b:\n  tasks:\n  - two:  {b: 2}\n    one: 1 # c\n  tags:   [x]\n").root.get("b")
    assert second.pair("tags") is first.pair("tags")
    [task], [other] = first.get("tasks").items, second.get("tasks").items
    assert other is not task
    assert [*other] == [*task][::-1]


@pytest.mark.parametrize(
    "task",
    [
        "trigger_dag_id: other",
        "{trigger_dag_id: other}",
        '{"trigger\\x5fdag_id": other}',
        "${Y:-trigger_dag_id}: other",
    ],
)
def test_what_other_files_ask_about_has_its_own_place(task):
    reader = Reader()
    for names in (("a", task), ("long_name", task)):
        text = "{}:\n  tasks:\n    - {}\n".format(*names)
        found = reader.read(text).root.get(names[0]).get("tasks").items[0]
        alone = read_alone(text).root.get(names[0]).get("tasks").items[0]
        assert found.get("trigger_dag_id").place == alone.get("trigger_dag_id").place


@pytest.mark.parametrize("by_lines", [True, False], ids=["lines", "pool"])
@pytest.mark.parametrize("line", ["${NONE}", "!!int x", "2026-13-01", "[1, ${NONE}]", "|\n    ${NONE}"])
def test_what_is_wrong_is_not_forgotten(line, by_lines):
    reader = Reader(by_lines=by_lines)
    assert [reader.read(f"a{number}:\n  b: {line}\n") for number in range(3)] == [None] * 3


@pytest.mark.parametrize("by_lines", [True, False], ids=["lines", "pool"])
@pytest.mark.parametrize(
    "text",
    [
        "a:\n  b: &x '@daily'\n  schedule: *x\n",
        "a: &x\n  b: 1\nc: *x\n",
        "a: &x\n  b: 1\n<<: *x\n",
        "a:\n  b: &x one\n  c:\n    - trigger_dag_id: *x\n",
        "a:\n  b: &x one\n  c:\n    - external_task_ids: [two, *x]\n",
        "a:\n  b: &x one\n  'external_dag_id': *x\n",
    ],
)
def test_an_alias_where_a_place_is_needed_is_read_alone(text, by_lines):
    assert Reader(by_lines=by_lines).read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  b: &x 1\n  b: 2\n",
        "a:\n  b: *x\n",
        "a:\n  b: 1\n# \x07\n",
        "a:\n  b: 1 # \x7f\n",
        "a:\n  b: &x\n    c: *x\n",
        "a:\n  b: &x 1\n  c: &x\n    d: *x\n",
        "a:\n  b: 1\n  c:\n   d: 1\n    e: 1\n",
        "a:\n  b: &x [1]\n  <<: *x\n",
        "a:\n  b: {}\n".format("[" * 70 + "]" * 70),
        "a:\n{}".format("".join(f"{' ' * (n + 1)}b:\n" for n in range(70))),
        "a:\n" + "".join(f"  b{n}: &x{n} [{','.join([f'*x{n - 1}'] * 9) if n else 1}]\n" for n in range(9)),
    ],
)
def test_what_the_yaml_reader_refuses_is_refused(text):
    assert read_alone(text).diagnostics
    assert Reader().read(text) is None


def test_aliases_in_lists_count_as_what_they_stand_for():
    text = "a:\n  b: &x [{}]\n  c:\n{}".format(", ".join("1" * 400), "    - [*x]\n" * 400)
    assert read_alone(text).diagnostics
    assert Reader().read(text) is None


@pytest.mark.parametrize(
    "value",
    ["&x b", '"b\n      c"', "|\n      b", "[b, c]", "\n      - b"],
)
def test_a_value_of_which_the_place_is_asked_is_never_that_of_another_file(value):
    for reader in (Reader(), Reader(by_lines=False)):
        for name in ("a", "longer"):
            text = f"{name}:\n  b: 1\n  external_task_ids: {value}\n  external_dag_id: x\n"
            alone, found = (each.root.get(name) for each in (read_alone(text), reader.read(text)))
            for key in ("external_task_ids", "external_dag_id"):
                assert [*placed(found.get(key))] == [*placed(alone.get(key))]


def placed(node):
    """The places of single values."""
    if isinstance(node, Sequence):
        return [place for item in node.items for place in placed(item)]
    return [node.place]


def test_a_file_of_more_characters_than_nodes_may_be_is_read_whole(whole):
    text = "a:\n  b: 1\n" + "# c\n" * (MAX_NODES // 4)
    assert plain(Reader().read(text).root) == {"a": {"b": 1}}
    assert whole == [text]
