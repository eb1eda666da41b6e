from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dagspec import Report
from dagspec.codes import NO_AIRFLOW
from dagspec.project import Project
from monitor.live import ImportProblem, Live
from tests.monitor.conftest import Maker
from tests.monitor.records import NOW

BAD = """weekly:
  schedul: "@weekly"
  start_date: 2026-01-01
  description: <script>alert(1)</script>
  tasks:
    - task_id: hello
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo hello
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "configs"
    folder.mkdir()
    (folder / "bad.yaml").write_text(BAD)
    return folder


def test_the_shipped_spec_is_sound_and_drawn(client: FlaskClient):
    assert "sound" in client.get("/specs").text
    page = client.get("/specs/ml_pipeline_advertising.yaml").text
    assert "dagspec found nothing wrong" in page
    assert page.count('class="node"') == 11
    assert "schedule: ${PIPELINE_SCHEDULE:-@daily}" in page, "the file as it is written, without its values"


def test_that_airflow_is_not_installed_here_is_no_fault_of_the_spec(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    def check(project: Project) -> Report:
        remark = NO_AIRFLOW.at(project.specs[0].dags[0].place, "Airflow is not installed here")
        return Report(1, (remark,), {})

    monkeypatch.setattr("dagspec.check.check_project", check)
    page = client.get("/specs/ml_pipeline_advertising.yaml").text
    assert "Airflow is not installed here" in page
    assert "dagspec found nothing wrong" in page
    assert "1 warning" not in client.get("/specs").text


def test_a_mistake_is_named_with_line_and_hint(make_app: Maker, folder: Path):
    client = make_app(specs=str(folder)).test_client()
    assert "1 error" in client.get("/specs").text
    page = client.get("/specs/bad.yaml").text
    for words in (
        "line 2, column 3",
        "unknown key &#39;schedul&#39;",
        "did you mean &#39;schedule&#39;",
        "found-error",
    ):
        assert words in page


def test_a_mended_spec_is_sound_at_the_next_look(make_app: Maker, folder: Path):
    client = make_app(specs=str(folder)).test_client()
    client.get("/specs")
    (folder / "bad.yaml").write_text(BAD.replace("schedul:", "schedule:"))
    assert "found nothing wrong" in client.get("/specs/bad.yaml").text


def test_two_files_of_one_name_each_have_their_page(make_app: Maker, folder: Path):
    (folder / "team").mkdir()
    (folder / "team" / "bad.yaml").write_text(BAD.replace("weekly:", "other:"))
    client = make_app(specs=str(folder)).test_client()
    assert 'href="/specs/team/bad.yaml"' in client.get("/specs").text
    assert "other:" in client.get("/specs/team/bad.yaml").text
    assert "weekly:" in client.get("/specs/bad.yaml").text


def test_no_page_tells_where_the_specs_are(make_app: Maker, folder: Path):
    (folder / "same.yaml").write_text(BAD)
    client = make_app(specs=str(folder)).test_client()
    for path in ("/specs", "/specs/bad.yaml", "/specs/same.yaml", "/failure"):
        page = client.get(path).text
        assert "bad.yaml" in page
        assert str(folder) not in page, path


def test_the_text_of_a_spec_is_escaped(make_app: Maker, folder: Path):
    page = make_app(specs=str(folder)).test_client().get("/specs/bad.yaml").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("text", ["", "a: [", "\tx", "- 1", "a: &a [*a]", "\x00"])
def test_a_file_that_is_no_spec_still_has_its_page(make_app: Maker, folder: Path, text: str):
    (folder / "bad.yaml").write_text(text)
    client = make_app(specs=str(folder)).test_client()
    assert client.get("/specs").status_code == 200
    assert client.get("/specs/bad.yaml").status_code == 200


@pytest.mark.parametrize("name", ["nothing.yaml", "..", "..%2fmonitor%2fapp.py", "%2fetc%2fpasswd"])
def test_no_other_file_is_shown(client: FlaskClient, name: str):
    assert client.get(f"/specs/{name}", follow_redirects=True).status_code == 404


def test_a_folder_that_is_not_there_is_told(make_app: Maker, tmp_path: Path):
    page = make_app(specs=str(tmp_path / "nowhere")).test_client().get("/specs").text
    assert "There is no folder" in page


def test_a_fault_of_the_checker_leaves_the_other_pages_standing(
    make_app: Maker, monkeypatch: pytest.MonkeyPatch, history: list[str]
):
    monkeypatch.setattr("dagspec.check.check_project", lambda project: 1 // 0)
    client = make_app().test_client()
    assert "dagspec failed: ZeroDivisionError" in client.get("/specs").text
    assert client.get("/success").status_code == 200


def test_broken_specs_are_named_on_the_failure_page_too(make_app: Maker, folder: Path):
    page = make_app(specs=str(folder)).test_client().get("/failure").text
    assert "Specs that cannot be built" in page
    assert "bad.yaml:2:3" in page


def test_what_airflow_cannot_take_in_is_shown_with_its_age(make_app: Maker):
    app = make_app(airflow_url="http://127.0.0.1:9")
    problem = ImportProblem("configs/other.yaml", "<b>line 3</b>: cycle", NOW)
    app.extensions["monitor"].poller.live = Live(
        configured=True, reachable=True, as_of=NOW, parsed_at=NOW, import_problems=(problem,)
    )
    client = app.test_client()
    page = client.get("/specs").text
    assert "configs/other.yaml" in page
    assert "&lt;b&gt;line 3" in page
    assert "Parsed by Airflow" in client.get("/specs/ml_pipeline_advertising.yaml").text
