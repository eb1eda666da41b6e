"""Whatever a file holds, a check ends with 0 or 1, and never with a traceback or a fault of its own.

For longer: `python -m pytest tests/fuzz --hypothesis-profile=long`.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dagspec.__main__ import main
from dagspec.report import REPORTS
from dagspec.schema import properties
from tests.mutation.forms import DAGFACTORY, SHIPPED, forms
from tests.mutation.mutants import FAULTS, mutant
from tests.mutation.places import Document

FORMS = {form.name: form.text for form in forms()}
SECONDS = 6.0  # 2 s, and three times that for a machine that does other things too
PIECES = (
    ": ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "<<: ",
    "!!",
    "!x ",
    "|",
    ">",
    "'",
    '"',
    "#",
    "? ",
    "---",
    "...",
    "shop",
    "tasks",
    "task_id",
    "operator",
    "{{ ",
    " }}",
    "{% if ",
    "%}",
    "${",
    "}",
    ":-",
    "$",
    "\t",
    "\r",
    "1",
    "true",
    "~",
    "2026-01-01",
    "@daily",
    "__type__",
    "datetime.timedelta",
    "%",
    "@",
    "`",
    "\u0085",
    "\ufeff",
    "default",
    "dependencies",
)
KEYS = sorted({key for part in ("dag", "default_args", "task", "group") for key in properties(part)})
VALUES = (
    "@daily",
    "2026-01-01",
    "5m",
    "{{ ds }}",
    "{{",
    "{% for %}",
    "a.b.c",
    "shop.steps.double",
    "",
    "none",
    "+one",
    "one.output",
    "airflow.providers.standard.operators.bash.BashOperator",
    "airflow.sdk.task",
    "os",
    "one",
    "airflow.providers.standard.operators.python.PythonOperator",
    "datetime.timedelta",
    "/",
    "~",
    "${HOME}",
    "*",
    "* * * * *",
    "a@b.c",
    "airflow.sdk.Asset",
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.text(max_size=20)
    | st.sampled_from(VALUES)
)
keys = (
    st.sampled_from([*KEYS, "callback", "__type__", "__args__", "__and__", "items"])
    | st.text(max_size=8)
    | st.integers()
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=30,
)
tasks = st.dictionaries(keys, trees, max_size=6).map(lambda body: {"task_id": "one", **body})
dags = st.dictionaries(keys, trees, max_size=6).flatmap(
    lambda body: st.lists(tasks, max_size=4).map(lambda found: {**body, "tasks": found})
)
files = st.dictionaries(
    st.sampled_from(["default", "shop", "other"]) | st.text(max_size=5), dags | trees, max_size=3
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOP_FOLDER", str(DAGFACTORY / "shop"))
    monkeypatch.chdir(SHIPPED.parent)
    return tmp_path / "fuzzed.yaml"


def check(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    form = list(REPORTS)[len(data) % len(REPORTS)]
    started = time.process_time()
    assert main(["--debug", "check", "--format", form, str(file)]) in (0, 1)
    assert time.process_time() - started < SECONDS


@given(data=st.binary(max_size=300))
def test_any_bytes(file: Path, data: bytes) -> None:
    check(file, data)


@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=60))
def test_any_text_of_yaml_signs(file: Path, pieces: list[str]) -> None:
    check(file, "".join(pieces).encode("utf-8", "surrogatepass"))


@given(tree=trees)
def test_any_tree(file: Path, tree: object) -> None:
    check(file, yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))


@given(tree=files)
def test_any_tree_that_looks_like_dags(file: Path, tree: object) -> None:
    check(file, yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))


@given(name=st.sampled_from(sorted(FORMS)), seed=st.integers(0, 10**9), count=st.integers(1, 6))
def test_any_form_with_several_faults(file: Path, name: str, seed: int, count: int) -> None:
    rng, text = random.Random(seed), FORMS[name]  # noqa: S311  repeatable, not secret
    for _ in range(count):
        try:
            found = mutant(name, Document(text), rng.choice(list(FAULTS)), rng)
        except yaml.YAMLError:
            break  # broken already
        text = found.text if found else text
    check(file, text.encode("utf-8", "surrogatepass"))
