"""A spec breaks while Airflow runs: it is named, the others go on, and mending it is enough."""

import pytest
from playwright.sync_api import expect, sync_playwright

from embedded.settings import DAG_ID

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(600)]

BROKEN = f"broken_{DAG_ID}"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def list_import_errors(pipeline):
    """What Airflow could not read, one text each."""
    answer = pipeline.stack.api.client.get("/api/v2/importErrors").raise_for_status()
    return [error["stack_trace"] for error in answer.json()["import_errors"]]


@pytest.fixture
def spec(pipeline):
    """A new spec in the folder that Airflow reads, removed afterwards."""
    path = pipeline.settings.dags / "configs" / f"{BROKEN}.yaml"
    yield path
    path.unlink()


@pytest.fixture
def broken(pipeline, spec, wait):
    """The text of the import error that a typo in the spec leads to."""
    good = (pipeline.settings.dags / "configs" / f"{DAG_ID}.yaml").read_text()
    text = good.replace(f"\n{DAG_ID}:", f"\n{BROKEN}:")
    spec.write_text(text.replace("  schedule:", "  schedul:"))
    (error,) = wait(lambda: list_import_errors(pipeline), 150)
    spec.write_text(text.replace("  schedule:", "  schedul:"))
    return error, text


def test_a_broken_spec_is_named_harms_no_other_and_is_well_again_when_mended(pipeline, spec, broken, wait):
    error, text = broken
    line = text.splitlines().index("  schedule: ${PIPELINE_SCHEDULE:-@daily}") + 1
    assert f"{BROKEN}.yaml:{line}:3" in error
    assert "unknown key 'schedul'" in error
    assert "did you mean 'schedule'?" in error
    assert pipeline.stack.api.has_dag(DAG_ID, since=pipeline.settings.started_at)

    spec.write_text(text)
    wait(lambda: pipeline.stack.api.has_dag(BROKEN, since=pipeline.settings.started_at), 150)
    wait(lambda: not list_import_errors(pipeline), 150)


@pytest.mark.browser
def test_airflows_pages_show_the_line_of_a_broken_spec(pipeline, broken, require_program, tmp_path):
    chromium = require_program("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        page = browser.new_page()
        page.goto(f"{pipeline.settings.airflow_url}/auth/login")
        page.get_by_label("Username").fill("admin")
        page.get_by_label("Password").fill(pipeline.stack.api.password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Dag Import Error").click()
        page.get_by_text(f"{BROKEN}.yaml").first.click()
        expect(page.get_by_text("unknown key 'schedul'").first).to_be_visible()
        page.screenshot(path=tmp_path / "airflow-import-error.png")
        browser.close()
