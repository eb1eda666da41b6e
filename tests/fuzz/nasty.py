"""Files below a megabyte that are made to hurt: each is small to write and large to think about."""

from __future__ import annotations

from collections.abc import Callable

BASH = "airflow.providers.standard.operators.bash.BashOperator"
LIMIT = 1_000_000


def _dag(tasks: str, more: str = "") -> str:
    return f"shop:\n  start_date: 2026-01-01\n  schedule: '@daily'\n  catchup: false\n{more}  tasks:\n{tasks}"


def _task(name: object, more: str = "") -> str:
    return f"    - {{task_id: t{name}, operator: {BASH}, bash_command: echo 1{more}}}\n"


def _one(value: str, key: str = "bash_command") -> str:
    return _dag(f"    - task_id: one\n      operator: {BASH}\n      {key}: {value}\n")


def _pull(number: int) -> str:
    return f"\"{{{{ ti.xcom_pull(task_ids='t{number - 1}') }}}}\""


def _groups(form: str) -> str:
    return "  task_groups:\n" + "".join(f"    g{n}: {form.format(n - 1)}\n" for n in range(15_000))


def _bomb(join: str) -> str:
    lines = ["a0: &a0 {x: 1, y: 2}"]
    lines += [f"a{n}: &a{n} {join.format(', '.join([f'*a{n - 1}'] * 9))}" for n in range(1, 12)]
    return "\n".join(lines) + "\n"


NASTY: dict[str, Callable[[], str | bytes]] = {
    "alias bomb of lists": lambda: _bomb("[{}]"),
    "alias bomb of merges": lambda: _bomb("{{<<: [{}]}}"),
    "alias bomb in a task": lambda: _bomb("[{}]") + _one("*a11", "env"),
    "deep lists": lambda: "[" * 400_000,
    "deep lists, closed": lambda: "[" * 50_000 + "]" * 50_000,
    "deep mappings": lambda: "{a: " * 200_000,
    "deep blocks": lambda: "".join(" " * n + "a:\n" for n in range(1_300)),
    "deep dashes": lambda: "- " * 300_000 + "x",
    "deep parameters": lambda: _one("[" * 55 + "]" * 55, "env"),
    "a huge plain value": lambda: _one("x" * 900_000),
    "a huge quoted value": lambda: _one('"' + "x " * 450_000 + '"'),
    "a quote that never closes": lambda: _one('"' + "x\n" * 450_000),
    "a huge key": lambda: "x" * 900_000 + ": 1\n",
    "a huge number": lambda: _one("1" * 900_000, "retries"),
    "a huge exponent": lambda: _one("1e99999999", "retries"),
    "a number to the base of sixty": lambda: _one(":".join(["59"] * 200_000), "retries"),
    "a huge length of time": lambda: _one("9" * 400_000 + "d", "retry_delay"),
    "a length of time that tempts a regex": lambda: _one("1 " * 300_000 + "x", "retry_delay"),
    "a huge cron": lambda: _dag(_task(1)).replace("@daily", ",".join(["1-59/2"] * 100_000) + " * * * *"),
    "a huge date": lambda: _dag(_task(1)).replace("2026-01-01", "2026-01-01 " * 80_000),
    "a huge dag id": lambda: _dag(_task(1)).replace("shop:", "s" * 800_000 + ":"),
    "a huge template": lambda: _one('"' + "{{ ds }}" * 110_000 + '"'),
    "a template of brackets": lambda: _one('"{{ ' + "(" * 400_000 + '"'),
    "a template of closed brackets": lambda: _one('"{{ ' + "(" * 5_000 + "ds" + ")" * 5_000 + ' }}"'),
    "a template of opened tags": lambda: _one('"' + "{% if ds %}" * 40_000 + '"'),
    "a template of filters": lambda: _one('"{{ ds' + " | upper" * 20_000 + ' }}"'),
    "a template of sums": lambda: _one('"{{ ' + "1 + " * 20_000 + '1 }}"'),
    "a template that counts for ever": lambda: _one('"{{ range(10 ** 12) | list }} {{ 9 ** 9 ** 9 }}"'),
    "a template that repeats": lambda: _one("\"{{ 'a' * 10 ** 11 }} {{ [0] * 10 ** 11 }}\""),
    "a template that centers": lambda: _one("\"{{ 'a' | center(10 ** 11) }} {{ '%9999999999d' % 1 }}\""),
    "many keys": lambda: "".join(f"k{n}: {{}}\n" for n in range(70_000)),
    "many unknown keys": lambda: _one("1", "".join(f"k{n}: 1\n      " for n in range(40_000)) + "last"),
    "many misspelt keys": lambda: _dag("", "".join(f"  scedule{n}: 1\n" for n in range(40_000))),
    "many keys that stand twice": lambda: "shop:\n" + "  tags: []\n" * 70_000,
    "many tasks": lambda: _dag("".join(_task(n) for n in range(8_000))),
    "many tasks in a chain": lambda: _dag(
        "".join(_task(n, f", dependencies: [t{n - 1}]") for n in range(1, 6_500)) + _task(0)
    ),
    "many tasks in a circle": lambda: _dag(
        "".join(_task(n, f", dependencies: [t{(n + 1) % 6_500}]") for n in range(6_500))
    ),
    "many circles": lambda: _dag("".join(_task(n, f", dependencies: [t{n ^ 1}]") for n in range(6_500))),
    "many unknown dependencies": lambda: _dag(
        "".join(_task(n, f", dependencies: [tt{n}]") for n in range(6_500))
    ),
    "every task after every other": lambda: _dag(
        "".join(_task(n, f", dependencies: [{', '.join(f't{m}' for m in range(n))}]") for n in range(380))
    ),
    "many pulls": lambda: _dag(
        "".join(
            _task(n).replace("echo 1", f"\"{{{{ ti.xcom_pull(task_ids='t{n - 1}') }}}}\"")
            for n in range(6_000)
        )
    ),
    "many tasks of one id": lambda: _dag(_task(1) * 8_000),
    "many DAGs": lambda: "".join(
        f"d{n}: {{tasks: {{t: {{operator: {BASH}, bash_command: x}}}}}}\n" for n in range(7_000)
    ),
    "many DAGs with many tasks by default": lambda: (
        "default:\n  tasks:\n"
        + "".join(f"    t{n}: {{operator: {BASH}, bash_command: echo}}\n" for n in range(1_500))
        + "".join(f"d{n}: {{schedule: null}}\n" for n in range(20_000))
    ),
    "many groups within groups": lambda: _dag(_task(1), _groups("{{parent_group_name: g{}}}")),
    "many groups": lambda: _dag(_task(1), _groups("{{dependencies: [g{}]}}")),
    "many variables": lambda: _one('"' + "${NOBODY_SET_THIS}" * 45_000 + '"'),
    "variables within variables": lambda: _one('"' + "${A:-" * 100_000 + '"'),
    "many dollars": lambda: _one('"' + "$" * 900_000 + '"'),
    "many anchors": lambda: "".join(f"k{n}: &a{n} {{}}\n" for n in range(50_000)) + "last: *nobody\n",
    "many tags": lambda: "".join(f"k{n}: !t{n} {{}}\n" for n in range(50_000)),
    "many comments that ignore": lambda: "# dagspec: ignore[DS101]\n" * 35_000 + _dag(_task(1)),
    "many documents": lambda: "---\na: 1\n" * 80_000,
    "many conditions": lambda: _dag(_task(1), "  schedule: " + "{__and__: [" * 27 + "x" + "]}" * 27 + "\n"),
    "many arguments": lambda: _one("{" + ", ".join(f"k{n}: 1" for n in range(70_000)) + "}", "op_kwargs"),
    "many addresses": lambda: _one("[" + ", ".join(["a@" + "b." * 60 + "de"] * 6_000) + "]", "email"),
    "an address that tempts a regex": lambda: _one("a" * 400_000 + "@" + "b." * 200_000, "email"),
    "many mapped values": lambda: _one("{bash_command: [" + "x, " * 250_000 + "]}", "expand"),
    "empty lines": lambda: "\n" * 999_999,
    "one line of spaces": lambda: " " * 999_999,
    "spaces and a tab": lambda: " " * 500_000 + "\t" + " " * 400_000,
    "colons": lambda: ":" * 900_000,
    "colons and spaces": lambda: ": " * 450_000,
    "question marks": lambda: "? " * 450_000,
    "stars": lambda: "*" * 900_000,
    "opened flow": lambda: "{" * 5_000 + "a: " * 200_000,
    "wrong indentation in a long file": lambda: (
        _dag("".join(_task(n) for n in range(7_000))) + "     x: 1\n  y\n"
    ),
    "carriage returns": lambda: _dag(_task(1)).replace("\n", "\r"),
    "other line ends": lambda: _dag(_task(1)).replace("\n", "\x85") + "\u2028x\u2029: 1",
    "surrogates": lambda: _one('"\\ud800 \\udfff"'),
    "right to left": lambda: _one('"\u202e\u2066 x \u2069"'),
    "control characters": lambda: b"a: \x07\x1b[31m\n",
    "utf-16": lambda: _dag(_task(1)).encode("utf-16"),
    "half a character": lambda: "a: ü".encode()[:-1],
    "zeros": lambda: b"\0" * 900_000,
    "noise": lambda: bytes((n * 7919) % 251 for n in range(900_000)),
    "odd keys": lambda: (
        "null: 1\n1.5: {}\n2026-01-01: {}\n.nan: {}\n.nan: {}\n~: 1\n[a, b]: 1\n{a: b}: 1\ntrue: {}\n"
    ),
    "odd values": lambda: (
        _one("!!binary aGVsbG8=") + "x: !!set {a, b}\ny: !!omap [a: 1]\nz: !!pairs [a: 1]\n"
    ),
    "odd dates": lambda: _one("0000-00-00", "start_date") + "a: 9999-12-31T23:59:59.999999999+23:59\n",
}
