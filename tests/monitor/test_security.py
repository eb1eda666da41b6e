from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT
from tests.monitor.conftest import Maker

PATHS = (
    "/",
    "/success",
    "/runs",
    "/nothing",
    "/api/status",
    "/api/nothing",
    "/static/monitor.css",
    "/metrics",
)
TEMPLATES = sorted((ROOT / "monitor" / "templates").glob("*.html"))


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy_and_an_id(client: FlaskClient, path: str):
    answer = client.get(path, buffered=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Request-ID"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_brings_a_style_a_script_or_another_host(template: Path):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>(?!\s*</script>)|javascript:", text)
    assert not re.search(r'(src|href)="(https?:)?//', text)
    assert "| safe" not in text
    assert "autoescape" not in text


@pytest.mark.parametrize(
    "script", sorted((ROOT / "monitor" / "static").glob("*.js")), ids=lambda path: path.name
)
def test_no_script_writes_markup_or_runs_text(script: Path):
    assert not re.search(
        r"innerHTML|outerHTML|document\.write|eval\(|new Function|https?://", script.read_text()
    )


def test_bootstrap_comes_from_here(client: FlaskClient):
    page = client.get("/runs").text
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert any("bootstrap" in sheet for sheet in sheets)
    for sheet in sheets:
        answer = client.get(sheet, buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, "text/css")


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/bootstrap/static/..%2f..%2fx"]
)
def test_no_file_outside_the_static_folder_is_served(client: FlaskClient, path: str):
    assert client.get(path).status_code == 404


def test_an_id_that_is_given_is_kept_when_it_is_harmless(client: FlaskClient):
    assert client.get("/health", headers={"X-Request-ID": "abc-123"}).headers["X-Request-ID"] == "abc-123"
    for odd in ("a b", "x" * 65, "<script>", ""):
        assert client.get("/health", headers={"X-Request-ID": odd}).headers["X-Request-ID"] != odd


def test_programs_get_problems_and_people_get_pages(client: FlaskClient):
    problem = client.get("/api/nothing")
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")
    assert problem.json["instance"] == "/api/nothing"
    page = client.get("/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Go to the verdict" in page.text


@pytest.mark.parametrize("path", ["/api", "/api/nothing", "/export", "/export/x", "/metrics/x", "/health/x"])
def test_a_wrong_path_below_a_place_of_programs_is_a_problem(client: FlaskClient, path: str):
    assert client.get(path).mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["/apis", "/healthy", "/metricsx", "/exports"])
def test_a_path_that_only_begins_like_one_of_programs_is_a_page(client: FlaskClient, path: str):
    assert client.get(path).mimetype == "text/html"


@pytest.mark.parametrize("path", ["/success/", "/runs/", "/model/", "/specs/", "/api/status/", "/metrics/"])
def test_a_slash_at_the_end_makes_no_difference(client: FlaskClient, path: str):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/runs", "/model", "/api/runs", "/api/status", "/export/runs.csv"])
def test_a_name_in_the_query_that_means_nothing_here_is_left_alone(client: FlaskClient, path: str):
    assert client.get(f"{path}?utm_source=mail").status_code == 200


def test_a_fault_of_the_monitor_tells_nothing_of_its_inside(
    make_app: Maker, capfd: pytest.CaptureFixture[str]
):
    app = make_app()
    app.add_url_rule("/api/fault", view_func=lambda: 1 // 0)
    app.add_url_rule("/fault", view_func=lambda: 1 // 0, endpoint="page_fault")
    client = app.test_client()
    problem, page = client.get("/api/fault"), client.get("/fault")
    assert (problem.status_code, page.status_code) == (500, 500)
    assert "ZeroDivisionError" not in problem.text + page.text
    assert problem.headers["X-Request-ID"] in capfd.readouterr().err
