"""A real chromium walks every page, in both themes, at a desk and on a phone."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT, find_program
from tests.monitor import records
from tests.monitor.browsing import SIZES, THEMES, chromium, window
from tests.monitor.records import Plan
from tests.monitor.serving import serve

pytestmark = pytest.mark.browser

SPEC = "ml_pipeline_advertising.yaml"
VIEWS = list(product(SIZES, THEMES))
# Five seconds, the default, are not enough where four other test runs share two cores.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(find_program("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Iterator[str]:
    """A monitor over thirty days: good ones, failed ones, a broken record, and a spec with a mistake."""
    folder = tmp_path_factory.mktemp("site")
    storage, specs = folder / "storage", folder / "dags" / "configs"
    records.write_history(storage, 30, now - timedelta(minutes=5))
    broken = records.write_text(storage, "manual__broken", '{"version": 1, "dag')
    long_ago = (now - timedelta(days=2)).timestamp()
    os.utime(storage / "records" / f"{broken}.json", (long_ago, long_ago))
    shutil.copytree(ROOT / "dags", folder / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    (specs / "bad.yaml").write_text("bad:\n  schedul: '@daily'\n  tasks: []\n")
    extra = {"MONITOR_SPECS": str(specs), "MONITOR_AIRFLOW_PUBLIC_URL": "http://airflow.example.com"}
    with serve(storage, folder / "index.sqlite", extra) as url:
        yield url


@pytest.fixture(scope="module")
def paths(now: datetime) -> list[str]:
    last = records.run_id(now - timedelta(minutes=5))
    failed = records.run_id(now - timedelta(days=5, minutes=5))
    return [
        "/success", "/failure", "/runs", "/runs?state=failed", f"/runs/{last}", f"/runs/{failed}",
        "/runs/manual__broken", "/model", "/specs", f"/specs/{SPEC}", "/specs/bad.yaml", "/docs", "/nothing",
    ]  # fmt: skip


def watched(page: Page) -> list[str]:
    """Everything that the browser complains about: errors of scripts, and what the policy refuses."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}"))
    return complaints


@pytest.mark.parametrize(("size", "theme"), VIEWS)
def test_every_page_is_whole_accessible_and_fits(
    browser: Browser, site: str, paths: list[str], size: str, theme: str, pictures: Path
):
    with window(browser, size, theme) as context:
        page = context.new_page()
        complaints = watched(page)
        for path in paths:
            page.goto(site + path)
            if path == "/nothing":
                complaints.clear()  # chromium calls every 404 an error
            name = re.sub(r"\W+", "-", path).strip("-")
            page.screenshot(path=pictures / f"{name}-{theme}-{size}.png", full_page=True)
            width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert width[0] <= width[1], f"{path} is {width[0]} pixels wide"
            found = Axe().run(page, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_names_of_any_length_fit(browser: Browser, tmp_path: Path, now: datetime, size: str):
    storage = tmp_path / "storage"
    good = records.make(Plan(began=now))
    bad = records.make(Plan(began=now - timedelta(days=1), state="failed"))
    long_task, long_feature = "t" * 100, "f" * 80
    good["coefficients"][0]["feature"] = good["data"]["target"] = long_feature
    good["split"]["drift"][long_feature] = good["split"]["drift"].pop("Age")
    for record in (good, bad):
        record["tasks"][long_task] = record["tasks"].pop("load_data")
        records.write_text(storage, record["run_id"], json.dumps(record))
    bad["failure"] = {"task_id": long_task, "error": {"type": "E" * 90, "message": "m" * 300}}
    records.write_text(storage, bad["run_id"], json.dumps(bad))
    records.publish(storage, good)
    records.publish(storage, good | {"run_id": "x" * 250})
    with serve(storage, tmp_path / "index.sqlite") as url, window(browser, size) as context:
        page = context.new_page()
        runs = [f"/runs/{record['run_id']}" for record in (good, bad)]
        for path in ("/success", "/failure", "/runs", *runs, "/model"):
            page.goto(url + path)
            width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert width[0] <= width[1], f"{path} is {width[0]} pixels wide"


def test_on_a_phone_no_table_scrolls_sideways(browser: Browser, site: str):
    with window(browser, "phone") as context:
        page = context.new_page()
        for path in ("/success", "/model"):
            page.goto(site + path)
            box = "document.querySelector('.table-wrap')"
            assert page.evaluate(f"{box}.scrollWidth - {box}.clientWidth") == 0, path


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures are kept; CI names a folder with MONITOR_PICTURES and keeps it."""
    kept = os.environ.get("MONITOR_PICTURES")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_walk_by_clicks_through_all_pages(browser: Browser, site: str):
    with window(browser) as context:
        page = context.new_page()
        complaints = watched(page)
        page.goto(site)
        expect(page).to_have_url(f"{site}/success")
        expect(page.get_by_role("heading", level=1)).to_have_text("Succeeded")
        page.get_by_role("link", name="Runs", exact=True).click()
        page.get_by_role("link", name=re.compile("Failed 3")).click()
        expect(page).to_have_url(f"{site}/runs?state=failed")
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Failed")
        expect(page.get_by_text("raise BadData")).to_be_visible()
        page.get_by_role("link", name="Model", exact=True).click()
        page.get_by_label("Old").select_option(index=4)
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile("old=.*&new="))
        page.get_by_role("link", name="Specs", exact=True).click()
        page.get_by_role("link", name="bad.yaml", exact=True).first.click()
        page.get_by_role("link", name=re.compile("line 2")).click()
        expect(page).to_have_url(f"{site}/specs/bad.yaml#line-2")
        page.get_by_role("link", name="API", exact=True).click()
        page.get_by_text("/api/status").first.click()
        expect(page.get_by_text("The state now")).to_be_visible()
        assert complaints == []


def test_a_download_is_the_record(browser: Browser, site: str, now: datetime):
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{site}/success")
        with page.expect_download() as started:
            page.get_by_role("link", name="Record (JSON)").click()
        assert '"version": 1' in Path(started.value.path()).read_text()


def test_the_theme_follows_the_choice_and_remembers_it(browser: Browser, site: str):
    def paper(page: Page) -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    with window(browser, theme="light") as context:
        page = context.new_page()
        page.goto(site)
        light = paper(page)
        button = page.get_by_role("button", name=re.compile("Theme"))
        button.click()
        expect(button).to_contain_text("light")
        assert paper(page) == light
        button.click()
        expect(button).to_contain_text("dark")
        dark = paper(page)
        assert dark != light
        page.goto(f"{site}/runs")
        assert paper(page) == dark


def test_the_keyboard_reaches_the_content_first(browser: Browser, site: str):
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{site}/runs")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_pages_serve_without_javascript(browser: Browser, site: str, paths: list[str]):
    with window(browser, java_script_enabled=False) as context:
        page = context.new_page()
        for path in paths:
            page.goto(site + path)
            assert page.get_by_role("heading", level=1).first.is_visible(), path
        page.goto(f"{site}/runs")
        page.get_by_role("link", name="Older").click()
        expect(page.get_by_text("Page 2 of 2")).to_be_visible()
        assert not page.locator("[data-theme-button]").is_visible(), "a button that would do nothing"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    storage = tmp_path / "storage"
    with serve(storage, tmp_path / "index.sqlite") as url:
        yield url, storage


def test_an_open_page_follows_a_run_from_the_first_task_to_its_end(
    browser: Browser, live: tuple[str, Path], now: datetime
):
    url, storage = live
    with window(browser) as context:
        page = context.new_page()
        complaints = watched(page)
        page.goto(url)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("No run has finished yet")
        records.write(storage, Plan(began=now, state="running", done=3))
        expect(heading).to_have_text("The first run is in progress")
        records.write(storage, Plan(began=now, state="running", done=7))
        expect(page.get_by_text("7 of 11 done")).to_be_visible()
        records.write(storage, Plan(began=now))
        expect(heading).to_have_text("Succeeded")
        expect(page).to_have_url(f"{url}/success")
        expect(page.locator("[data-announce]")).to_contain_text("healthy")
        records.write(storage, Plan(began=now + timedelta(seconds=5), state="failed", failed_at="load_data"))
        expect(heading).to_have_text("Failed")
        expect(page).to_have_url(f"{url}/failure")
        expect(page.locator(".pill")).to_contain_text("Failed")
        assert complaints == []


def test_what_a_reader_has_opened_or_closed_stays_so_while_the_page_renews_itself(
    browser: Browser, live: tuple[str, Path], now: datetime
):
    url, storage = live
    name = records.write(storage, Plan(began=now, state="failed", failed_at="load_data"))
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/runs/{name}")
        page.get_by_text("Traceback", exact=True).click()
        records.write(storage, Plan(began=now + timedelta(seconds=9), state="running", done=2))
        expect(page.locator(".pill")).to_contain_text("Running")
        expect(page.get_by_text("raise BadData")).to_be_hidden()
        page.goto(f"{url}/docs")
        page.locator("summary").first.click()
        records.write(storage, Plan(began=now + timedelta(seconds=9)))
        expect(page.locator(".pill")).to_contain_text("Healthy")
        expect(page.locator("details").first).to_have_attribute("open", "")


def test_what_changes_while_a_page_loads_is_shown(browser: Browser, live: tuple[str, Path], now: datetime):
    url, storage = live
    records.write(storage, Plan(began=now, state="running", done=3))
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/runs/{records.run_id(now)}")
        # The same run in the same state: only the tag of the status tells.
        records.write(storage, Plan(began=now, state="running", done=7))
        expect(page.get_by_text("7 of 11 done")).to_be_visible()


def test_the_page_of_a_run_that_is_not_there_yet_becomes_its_page(
    browser: Browser, live: tuple[str, Path], now: datetime
):
    url, storage = live
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/runs/{records.run_id(now)}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Not Found")
        records.write(storage, Plan(began=now))
        expect(page.get_by_role("heading", level=1)).to_have_text("Succeeded")


def test_a_renewal_that_fails_is_told_and_made_up_for(
    browser: Browser, live: tuple[str, Path], now: datetime
):
    url, storage = live
    records.write(storage, Plan(began=now, state="running", done=3))
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/runs/{records.run_id(now)}")
        page.route("**/runs/*", lambda route: route.fulfill(status=500, body="a fault"))
        records.write(storage, Plan(began=now, state="running", done=7))
        expect(page.get_by_role("alert")).to_contain_text("has not answered since")
        expect(page.get_by_text("3 of 11 done")).to_be_visible()
        page.unroute("**/runs/*")
        expect(page.get_by_text("7 of 11 done")).to_be_visible()
        expect(page.get_by_role("alert")).to_be_hidden()


def test_an_open_spec_shows_that_it_was_mended(browser: Browser, tmp_path: Path):
    spec = tmp_path / "specs" / "bad.yaml"
    spec.parent.mkdir()
    spec.write_text("bad:\n  schedul: '@daily'\n  tasks: []\n")
    extra = {"MONITOR_SPECS": str(spec.parent), "MONITOR_POLL_SECONDS": "0.5"}
    with serve(tmp_path / "storage", tmp_path / "index.sqlite", extra) as url, window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/specs/bad.yaml")
        expect(page.get_by_text("unknown key 'schedul'")).to_be_visible()
        spec.write_text(spec.read_text().replace("schedul:", "schedule:"))
        expect(page.get_by_text("unknown key 'schedul'")).to_be_hidden()


def test_what_a_reader_has_chosen_stays_while_the_page_renews_itself(
    browser: Browser, live: tuple[str, Path], now: datetime
):
    url, storage = live
    names = records.write_history(storage, 4, now - timedelta(days=1))
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/model")
        page.get_by_label("Old").select_option(names[0])
        newest = records.write(storage, Plan(began=now))
        expect(page.get_by_label("New")).to_have_value(newest)
        expect(page.get_by_label("Old")).to_have_value(names[0])


def test_an_idle_page_tells_when_its_sources_were_read_last(
    browser: Browser, live: tuple[str, Path], now: datetime
):
    url, storage = live
    records.write(storage, Plan(began=now))
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/success")
        places = page.locator("time[data-source]")
        before = [each.get_attribute("datetime") for each in places.all()]
        assert len(before) == 2
        expect(places.first).not_to_have_attribute("datetime", before[0])
        expect(places.last).not_to_have_attribute("datetime", before[1])
        expect(places.first).to_have_text(re.compile(r"^\d+ \w{3} \d{4}, \d\d:\d\d:\d\d UTC$"))


def test_a_monitor_that_is_gone_is_told_on_the_open_page(browser: Browser, tmp_path: Path, now: datetime):
    records.write(tmp_path / "storage", Plan(began=now))
    with window(browser) as context:
        page = context.new_page()
        with serve(tmp_path / "storage", tmp_path / "index.sqlite") as url:
            page.goto(url)
            expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.get_by_role("alert")).to_contain_text("has not answered since")
