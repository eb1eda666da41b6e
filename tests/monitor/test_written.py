from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from monitor.summary import RunSummary
from tests.monitor import records
from tests.monitor.conftest import Clock, Maker
from tests.monitor.records import NOW, Plan

RUN = RunSummary(
    run_id="manual__1", dag_id="a", state="success", began_at=NOW, written_at=NOW, scores={"accuracy": 0.5}
)
ROW = """{% macro row(run, age, mark) %}{{ wrote(run) }}
<a href="{{ url_for('runs.show_run', run_id=run.run_id) }}">{{ run.scores.accuracy }} {{ run.problem }}</a>
{{ mark }}, {{ age }}.{% endmacro %}"""
LIST = """{% from "list.html" import row %}{{ rows_of(row, runs, now, mark) }}"""
SHEET = """{% from "list.html" import row %}{{ sheet_of(row, runs[0], "", mark) }}"""


class Page:
    """Writes lists with the macro ROW, and counts how often that wrote a run."""

    def __init__(self, app: Flask) -> None:
        self.app, self.written = app, 0
        loaded = app.jinja_env.from_string(ROW, {"wrote": self.count})
        app.jinja_env.get_template = lambda *_, **__: loaded  # type: ignore[method-assign]

    def count(self, run: RunSummary) -> str:
        self.written += 1
        return ""

    def show(self, text: str, *runs: RunSummary, prefix: str = "", **more: Any) -> str:
        with self.app.test_request_context("/", environ_overrides={"SCRIPT_NAME": prefix}):
            return render_template_string(text, runs=runs, **({"now": NOW, "mark": None} | more))


@pytest.fixture
def page(make_app: Maker) -> Page:
    return Page(make_app())


def test_a_row_is_written_once_and_its_age_each_time(page: Page):
    assert "just now." in page.show(LIST, RUN)
    assert "3 h ago." in page.show(LIST, RUN, now=NOW + timedelta(hours=3))
    assert page.written == 1


def test_a_run_that_changed_is_written_anew(page: Page):
    page.show(LIST, RUN)
    # Of the same name and time, as a record that was changed in its place may be.
    assert "0.75" in page.show(LIST, replace(RUN, scores={"accuracy": 0.75}))
    assert "0.5" in page.show(LIST, RUN)


def test_what_else_a_row_shows_is_its_own(page: Page):
    assert "marked" in page.show(LIST, RUN, mark="marked")
    assert "marked" not in page.show(LIST, RUN)


@pytest.mark.parametrize("text", [LIST, SHEET])
def test_links_begin_with_what_the_proxy_says(page: Page, text: str):
    assert 'href="/behind/runs/' in page.show(text, RUN, prefix="/behind")
    assert 'href="/runs/' in page.show(text, RUN)


@pytest.mark.parametrize("text", [LIST, SHEET])
def test_what_a_record_says_is_escaped(page: Page, text: str):
    evil = replace(RUN, problem="<script>")
    for _ in range(2):
        assert "&lt;script&gt;" in page.show(text, evil)


def test_a_sheet_is_written_once_for_the_same_runs(page: Page):
    page.show(SHEET, RUN)
    page.show(SHEET, replace(RUN))
    assert page.written == 1
    page.show(SHEET, replace(RUN, rows=7))
    assert page.written == 2


def test_a_list_grows_older_and_takes_in_what_changed(make_app: Maker, storage: Path, clock: Clock):
    client = make_app().test_client()
    name = records.write(storage, Plan(state="running", done=3))
    assert "5 min ago" in client.get("/runs").text
    clock.move(hours=2)
    records.write(storage, Plan(state="failed", failed_at="build_model"))
    page = client.get("/runs").text
    assert "2 h 5 min ago" in page
    assert page.count(name) == 3, "in its beat, and twice in its row"
    assert ("beat-failed" in page, "beat-running" in page, "at build_model" in page) == (True, False, True)
