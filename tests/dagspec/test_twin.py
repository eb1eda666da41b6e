"""A file that is read by its difference from another is read as if there were no other."""

import random
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from dagspec.examine import Examiner
from dagspec.project import context
from dagspec.source import parse
from dagspec.tree import Mapping, Sequence, plain
from dagspec.twin import Twins

PROJECT = Path(__file__).parents[2]
TODAY = date(2026, 6, 1)
SPECS = [
    *sorted((PROJECT / "tests/specs/ok").glob("*.yaml")),
    PROJECT / "dags/configs/ml_pipeline_advertising.yaml",
]
SPEC = """\
{name}:
  start_date: 2026-01-01
  schedule: null
  tasks:
    - task_id: work
      operator: airflow.providers.standard.operators.bash.BashOperator
      env:
        WORD: {command}
      bash_command: echo $WORD
"""
DECORATED = """\
{name}:
  start_date: 2026-01-01
  schedule: null
  default_args: {{owner: me}}
  tasks:
    - task_id: work
      decorator: airflow.sdk.task
      python_callable: counted.count
      {key}: {value}
"""
INHERITING = """\
{name}:
  start_date: 2026-01-01
  schedule: null
  default_args: {{owner: me, bash_command: echo}}
  tasks:
    - task_id: one
      operator: airflow.providers.standard.operators.bash.BashOperator
shop:
  start_date: 2026-01-01
  schedule: null
  tasks:
    - task_id: work
      operator: airflow.providers.standard.operators.bash.BashOperator
"""
WRITTEN = re.findall(
    r"\S+",
    """
    x word 12 1.5 1e3 0x1f 017 1_000 yes no on null ~ 2026-01-01 2026-01-01T06:30:00 .inf = << - -- --- ... -x
    x- .x x. x: :x x:y #x x#y &x *x !x !!str !!int |x >x ? ?x [x] {x} x, ,x 'x' "x" % @x `x ${X} ${X:-1}
    ${X:-[a]} $${X} $HOME/x ${N:-5/7} ${NONE} {{x}} schedule default tasks x_y x/y \u00e9 \ue000 \x85
    """,
)
NAMES = {
    "X": "2026-13-01",
    "TEMPLATE": "{{ ti.xcom_pull(task_ids='x') }}",
    "HOME": "/home/me",
    "CONFIG_ROOT_DIR": str(PROJECT / "tests/specs/ok"),
}
WORDS = [
    *(
        "x",
        "12",
        "-1",
        "1.5",
        "yes",
        "null",
        "2026-01-01",
        "5m",
        "@daily",
        "one two",
        "a@b.example",
        "none.sh",
    ),
    *("AKIAIOSFODNN7EXAMPLE", "airflow.sdk.task", "${X}", "${X:-1}", "${TEMPLATE:-x}", "x.sql", "all_done"),
]
# What stands behind a key or a dash, without quotes, to the end of the line or of the item.
_VALUE = re.compile(
    r"(?<=[:\-,\[] )(?:&\w+ +)?[\w./$~@+-][\w./$~@+-]*(?=[ ]*(?:[,\]}#]|$))|(?<=\[)[\w. ]+(?=[,\]])", re.M
)
_WORD = re.compile(r"[^\s,\[\]{}:\"'&*]+|[\[\]{}:\"'&*] ?")


def shape(node):
    """All of a node, without the name of its file."""
    if isinstance(node, Mapping):
        pairs = [(k, shape(p.key), shape(p.value), p.alias and p.alias[1:]) for k, p in node.pairs.items()]
        return "mapping", node.place[1:], pairs
    if isinstance(node, Sequence):
        return "list", node.place[1:], [shape(item) for item in node.items]
    kind = type(node.value)
    return node.place[1:], repr(node.value), kind, node.text, node.quoted, node.style, node.is_filled_in


def read(text, name="x.yaml"):
    return parse(text.encode(), Path(name), name, NAMES)


def twins_of(text):
    twins = Twins(NAMES)
    twins.remember(read(text))
    return twins


def twin_of(first, second):
    """Read the second text as the twin of the first."""
    twin = twins_of(first).read(second.encode(), Path("y.yaml"))
    return twin and twin.source


def rewritten(text, chance, most=3):
    """Return a text with other words in a few places."""
    for _ in range(chance.randint(1, most)):
        found = list(_WORD.finditer(text))
        match, other = chance.choice(found), chance.choice(found)[0]
        text = text[: match.start()] + chance.choice([other, chance.choice(WRITTEN)]) + text[match.end() :]
    return text


def with_other_values(text, chance):
    """Return a text with other words for one or two values, as twins have them."""
    for _ in range(chance.randint(1, 2)):
        found = list(_VALUE.finditer(text))
        match, other = chance.choice(found), chance.choice(found)[0]
        text = text[: match.start()] + chance.choice([other, chance.choice(WORDS)]) + text[match.end() :]
    return text


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_twin_has_the_tree_that_it_has_alone(path):
    text, chance = path.read_text("utf-8"), random.Random(path.name)  # noqa: S311  no secret
    twins = twins_of(text)
    others = (rewritten(text, chance) for _ in range(1500))
    read_twice = [
        (twin.source, read(other)) for other in others if (twin := twins.read(other.encode(), path))
    ]
    for twin, alone in read_twice:
        assert alone.diagnostics == ()
        assert shape(twin.root) == shape(alone.root)
        assert (twin.text, twin.sha256) == (alone.text, alone.sha256)
    assert len(read_twice) > 10


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_what_is_found_in_a_twin_is_what_is_found_in_it_alone(path, tmp_path):
    text, chance = path.read_text("utf-8"), random.Random(path.name)  # noqa: S311  no secret
    shutil.copytree(path.parent, tmp_path, dirs_exist_ok=True)
    shutil.copytree(PROJECT / "dags/templates", tmp_path / "templates")
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    assert not examiner.examine(tmp_path / path.name, tmp_path).diagnostics
    for number in range(60):
        other = tmp_path / f"other-{number}.yaml"
        change = with_other_values if number % 3 else rewritten
        other.write_text(change(text, chance), "utf-8")
        alone = Examiner(context(tmp_path, NAMES, TODAY))
        assert examiner.examine(other, tmp_path) == alone.examine(other, tmp_path)


def test_all_but_the_new_value_and_what_is_around_it_is_the_same():
    first = read("shop: {}\nbar:\n  tags: [a]\n  owner: me\n")
    twins = Twins(NAMES)
    twins.remember(first)
    second = twins.read(b"shop: {}\nbar:\n  tags: [a]\n  owner: you\n", Path("y.yaml")).source
    assert second.root.pair("shop") is first.root.pair("shop")
    assert second.root.get("bar").pair("tags") is first.root.get("bar").pair("tags")
    assert second.root.get("bar").get("owner").value == "you"


def test_a_value_with_an_anchor_is_new_wherever_it_is_called():
    text = "a: &all\n  one: &one 1\nb: *one\nc: {<<: *all, two: *one}\n"
    twin = twin_of(text, text.replace("&one 1", "&one 25"))
    assert plain(twin.root) == {"a": {"one": 25}, "b": 25, "c": {"one": 25, "two": 25}}
    assert twin.root.get("c").get("one") is twin.root.get("b")


def test_a_dag_may_have_another_name():
    twin = twin_of("shop:\n  owner: me\n", "other:\n  owner: me\n")
    assert list(twin.root.pairs) == ["other"]
    assert twin.root.key_place("other")[1:] == (1, 1, 1, 6)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a: 1\n", "a: 1\nb: 2\n"),
        ("a: 1\n", "a: b: 2\n"),
        ("a: 1\n", "a: '1'\n"),
        ("a: 1\n", "a: [1]\n"),
        ("a: 1\n", "a: ${NONE}\n"),
        ("a: 1\n", "a: 2026-13-01\n"),
        ("a: 1\n", "a: 1 # one\n"),
        ("a: 1\nb: 2\n", "a: 1\na: 2\n"),
        ("a: {b: 1}\n", "a: {c: 1}\n"),
        ("a: {b: 1, c: 2}\n", "a: {b: 11, c: 2}\n"),
        ("a: |\n  one\n", "a: |\n  two\n"),
        ("a: one\n  two\n", "a: one\n  three\n"),
        ("a: &x {b: 1}\n<<: *x\nc: 1\n", "a: &x {b: 1}\n<<: *x\nd: 1\n"),
        ("  a: &x {a: 1}\n  <<: *x\n", "  b: &x {a: 1}\n  <<: *x\n"),
        ("a: [b: 1,\n  2]\n", "a: [b: 11,\n  2]\n"),
        ("a: 1\na: 2\n", "a: 1\na: 3\n"),
        ("default: 1\nb: 2\n", "extra: 1\nb: 2\n"),
        ("extra: 1\nb: 2\n", "default: 1\nb: 2\n"),
        ("a: 1\nb: 2\n", "tasks: 1\nb: 2\n"),
        ("a: 1\u2028b: 2\n", "a: 1\u2028b: 3\n"),
        ("".join(f"a{n}: 1\n" for n in range(30)), "".join(f"a{n}: 2\n" for n in range(30))),
        (f"a: {'x' * 90}\n", f"a: {'x' * 1100}\n"),
    ],
)
def test_what_differs_in_another_way_is_no_twin(first, second):
    assert twin_of(first, second) is None


def test_a_file_that_is_no_text_is_no_twin():
    assert twins_of("a: 1\n").read(b"a: \xff\n", Path("y.yaml")) is None


def test_a_finding_in_a_twin_has_the_name_and_the_place_of_its_own_file(tmp_path):
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    found = {}
    for name, command in (("one", "echo"), ("two", "date"), ("bad", "AKIAIOSFODNN7EXAMPLE")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(SPEC.format(name=name, command=command))
        found[name] = examiner.examine(file, tmp_path)
    assert found["one"].diagnostics == found["two"].diagnostics == ()
    assert found["two"].summary.dags[0].dag.place.file == (tmp_path / "two.yaml").as_posix()
    assert list(found["two"].texts) == [found["two"].name]
    [finding] = found["bad"].diagnostics
    assert (finding.file, finding.line) == ((tmp_path / "bad.yaml").as_posix(), 8)


def test_an_empty_value_behind_the_last_line_is_no_word():
    assert plain(twin_of("a: 1\n? b", "a: 2\n? b").root) == {"a": 2, "b": None}


@pytest.mark.parametrize(
    ("key", "values", "wrong"),
    [("to", ("1", "2", "3"), "four"), ("env", ("{A: 1}", "{A: 2}", "{A: 3}"), "{A: x}")],
)
def test_a_key_that_is_an_argument_of_a_function_is_looked_at_in_each_twin(tmp_path, key, values, wrong):
    (tmp_path / "counted.py").write_text("def count(to: int = 0, env: dict[str, int] | None = None): ...\n")
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    found = []
    for number, value in enumerate((*values, wrong)):
        file = tmp_path / f"{number}.yaml"
        file.write_text(DECORATED.format(name=f"shop_{number}", key=key, value=value))
        found.append([each.code for each in examiner.examine(file, tmp_path).diagnostics])
    assert found == [[], [], [], ["DS407"]]


def test_what_dags_inherit_is_not_the_name_of_one(tmp_path):
    examiner = Examiner(context(tmp_path, NAMES, TODAY))
    found = {}
    for name in ("default", "extra"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(INHERITING.format(name=name))
        found[name] = [each.code for each in examiner.examine(file, tmp_path).diagnostics]
    assert found == {"default": [], "extra": ["DS306"]}
