import json
import subprocess
import sys

import pytest

from dagspec.catalogue.jinja import Mention, Pull, read_template
from dagspec.catalogue.jinja_parse import parse_template
from dagspec.catalogue.store import Store

FILTERS = frozenset({"ds", "ts"})


def parse(text: str):
    return parse_template(text, FILTERS)


def words(mentions):
    return [mention.word for mention in mentions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ ds }} {{ run_id }}", ["ds", "run_id"]),
        ("{% for x in items %}{{ x }}{% endfor %}", ["items"]),
        ("{% set y = 1 %}{{ y }}", []),
        ("{{ range(3) }} {{ dict(a=1) }}", []),
        ("{{ x is defined and x }}", []),
        ("{{ x | default('a') }}", []),
        ("{% do items.append(1) %}", ["items"]),
        ("no template", []),
    ],
)
def test_names_that_the_context_must_give(text, names):
    assert words(parse(text).names) == names


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{{ dsx }}", "dsx"),
        ("{{ a.ds }} and\n {{ ds }}", "ds"),
        ("{% if ds %}{{ ds }}{% endif %}", "ds"),
        ("{{ x | ds }} {{ ds }}", "ds"),
    ],
)
def test_a_name_stands_at_its_offset(text, word):
    (mention,) = [m for m in parse(text).names if m.word == word]
    assert text[mention.offset :].startswith(word)
    assert text[mention.offset - 1] not in ".|"


def test_unknown_filters_and_tests_are_found_and_known_ones_are_not():
    text = "{{ ds | ds | upper | uper }}{% if x is evn %}{% endif %}{% filter shout %}a{% endfilter %}"
    template = parse(text)
    assert sorted(words(template.filters)) == ["shout", "uper"]
    assert words(template.tests) == ["evn"]
    for mention in (*template.filters, *template.tests):
        assert text[mention.offset :].startswith(mention.word)


def test_members_of_airflows_settings_are_dotted():
    text = "{{ params.path }} {{ params['limit'] }} {{ macros.ds_add(ds, 1) }} {{ other.path }}"
    template = parse(text)
    assert set(words(template.members)) == {"params.path", "params.limit", "macros.ds_add"}
    assert all(text[m.offset :].startswith(m.word.partition(".")[2]) for m in template.members)


def test_guarded_members_may_be_missing():
    text = "{{ params.path | default('x') }}{{ params.get('y') }}"
    assert parse(text).members == (Mention("params.get", text.index("get")),)


@pytest.mark.parametrize(
    ("text", "pulled"),
    [
        ("{{ ti.xcom_pull(task_ids='load') }}", ["load"]),
        ("{{ task_instance.xcom_pull('load', key='rows') }}", ["load"]),
        ("{{ ti.xcom_pull(task_ids=['a', 'b']) }}", ["a", "b"]),
        ("{{ ti.xcom_pull(task_ids='load', dag_id='other') }}", []),
        ("{{ ti.xcom_pull(task_ids='load', include_prior_dates=True) }}", []),
        ("{{ ti.xcom_pull(task_ids=name) }}", []),
        ("{{ ti.xcom_pull(key='rows') }}", []),
        ("{{ other.xcom_pull('load') }}", []),
    ],
)
def test_pulls_name_their_tasks(text, pulled):
    assert [pull.task_id for pull in parse(text).pulls] == pulled


def test_a_pull_stands_at_the_task():
    assert parse("{{ ti.xcom_pull(task_ids='load') }}").pulls == (Pull("load", 26),)


def test_included_files_are_named():
    assert words(parse("{% extends 'a.html' %}{% include 'b.html' ignore missing %}").includes) == ["a.html"]


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("echo {{ ds }", "}", "unexpected '}'"),
        ("echo {{ ds ", "", "unexpected end"),
        ("{{ 'open }}", "'", "unexpected char"),
        ("{% if x %} a", "if", "'{% if %}' is never closed"),
        ("{% endif %}", "endif", "unknown tag 'endif'"),
        ("{{ ds | }}", "}}", "expected token 'name'"),
        ("{{ a b }}", "b", "expected token 'end of print statement'"),
        ("{# never closed", "", "missing end of comment"),
        ("{{ }}", "}}", "expected an expression"),
    ],
)
def test_a_broken_template_says_where(text, at, message):
    error = parse(text).error
    assert message in error.word.lower()
    assert text[error.offset :].startswith(at)


def test_the_second_reading_needs_no_jinja(tmp_path):
    text = "{{ ds }} {{ ti.xcom_pull('load') }} {{ params.x }} {{ y | uper }}"
    first = read_template(Store(tmp_path), text, "3", FILTERS)
    code = (
        "import sys, json\nfrom pathlib import Path\nfrom dagspec.catalogue.jinja import read_template\n"
        "from dagspec.catalogue.store import Store\n"
        f"t = read_template(Store(Path({str(tmp_path)!r})), {text!r}, '3', frozenset({{'ds', 'ts'}}))\n"
        "print(json.dumps(['jinja2' in sys.modules, [m.word for m in t.names]]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, words(first.names)]
    assert read_template(Store(tmp_path), text, "3", FILTERS) == first


@pytest.mark.parametrize("damage", [{}, {"error": 5}, {"names": 5}])
def test_a_damaged_entry_is_read_anew(tmp_path, monkeypatch, damage):
    first = read_template(Store(tmp_path), "{{ ds }}", "3", FILTERS)
    monkeypatch.setattr(Store, "get", lambda *_: damage)
    assert read_template(Store(tmp_path), "{{ ds }}", "3", FILTERS) == first
