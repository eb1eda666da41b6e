"""Good specs with other words, in another order, or broken a little, to compare two ways of reading them."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SPECS = [
    *sorted((PROJECT / "tests/specs/ok").glob("*.yaml")),
    PROJECT / "dags/configs/ml_pipeline_advertising.yaml",
]
NAMES = {
    "X": "2026-13-01",
    "TEMPLATE": "{{ ti.xcom_pull(task_ids='x') }}",
    "HOME": "/home/me",
    "CONFIG_ROOT_DIR": str(PROJECT / "tests/specs/ok"),
}
WRITTEN = re.findall(
    r"\S+",
    """
    x word 12 1.5 1e3 0x1f 017 1_000 yes no on null ~ 2026-01-01 2026-01-01T06:30:00 .inf = << - -- --- ... -x
    x- .x x. x: :x x:y #x x#y &x *x !x !!str !!int |x >x ? ?x [x] {x} x, ,x 'x' "x" % @x `x ${X} ${X:-1}
    ${X:-[a]} $${X} $HOME/x ${N:-5/7} ${NONE} {{x}} schedule default tasks x_y x/y \u00e9 \ue000 \x85
    """,
)
WORDS = re.findall(
    r"\S+",
    """
    x 12 -1 1.5 yes null 2026-01-01 5m @daily one two a@b.example none.sh AKIAIOSFODNN7EXAMPLE
    airflow.sdk.task ${X} ${X:-1} ${TEMPLATE:-x} x.sql all_done
    """,
)
LINES = """\
---
...
# c
  # c
key: |
key: >-
  text
    more text
key: 'a
  b'
key: [a,
- x
- a: 1
- - x
-
? x
: y
<<: *x
&x a: 1
a: &x
a: &x b
b: *x
  b: *x
c: {<<: *x, d: *y}
!!str a: b
a: !!int '1'
\tx
a:\tb
a: b: c
a: 'b' c
'a': b
"a" : b
a : b
a:  b  # c
a: b #c
a: b# c
%YAML 1.1
a: - b
a: -b
- -b
x: *
x: &
schedule: *x
schedule:
  - a
a: |2
   x
a: |+
on: off
1: 2
~: x
a: \ue000
a: b\x85c
a: ${X}
a: ${NONE}
a: $${X}
a: {b: c
  }
[a, b]
{a: b}
- {a: b}
- [a]
- ! a
- trigger_dag_id: x
- schedule: 1 # c
tasks:
default:
- &x b
- *x
- key: &x
    c: d
""".splitlines()
# What stands behind a key or a dash, without quotes, to the end of the line or of the item.
_VALUE = re.compile(
    r"(?<=[:\-,\[] )(?:&\w+ +)?[\w./$~@+-][\w./$~@+-]*(?=[ ]*(?:[,\]}#]|$))|(?<=\[)[\w. ]+(?=[,\]])", re.M
)
_WORD = re.compile(r"[^\s,\[\]{}:\"'&*]+|[\[\]{}:\"'&*] ?")


def with_other_words(text, chance):
    """Return a text with other words, or signs, in up to three places."""
    for _ in range(chance.randint(1, 3)):
        text = _exchanged(text, chance, _WORD, WRITTEN)
    return text


def with_other_values(text, chance):
    """Return a text with other words for one or two values, as specs of one making have them."""
    for _ in range(chance.randint(1, 2)):
        text = _exchanged(text, chance, _VALUE, WORDS)
    return text


def _exchanged(text, chance, pattern, others):
    found = list(pattern.finditer(text))
    match, other = chance.choice(found), chance.choice(found)[0]
    return text[: match.start()] + chance.choice([other, chance.choice(others)]) + text[match.end() :]


def with_other_lines(text, chance):
    """Return a text with a few lines moved, taken out, put in, or indented otherwise."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        indent = len(lines[at]) - len(lines[at].lstrip())
        match chance.randrange(6):
            case 0:
                lines[at] = " " * chance.randint(1, 3) + lines[at]
            case 1:
                lines[at] = lines[at].replace(" ", "", chance.randint(1, 2))
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = ""
            case 4:
                lines.insert(at, " " * max(0, indent + chance.choice([-2, 0, 0, 2])) + chance.choice(LINES))
            case _:
                lines[at] = " " * indent + chance.choice(LINES)
    return "\n".join(lines).rstrip("\n" if chance.random() < 0.1 else "")
