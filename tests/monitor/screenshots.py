"""Takes the pictures of docs/screenshots: python -m tests.monitor.screenshots [FOLDER]."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.conftest import find_program
from tests.monitor import records
from tests.monitor.browsing import SIZES, THEMES, chromium, window
from tests.monitor.records import Plan
from tests.monitor.serving import ROOT, serve

HIGHEST = 1300
"""What is below it says little in a picture and weighs much in the repository."""

SHOWN: dict[tuple[str, str], tuple[str, ...]] = {
    ("desktop", "light"): ("success", "failure", "model", "spec-with-errors"),
    ("desktop", "dark"): ("runs",),
    ("phone", "light"): ("failure",),
    ("phone", "dark"): ("success",),
}
"""What docs/monitor.md and README show."""

BAD_SPEC = """# A spec with two mistakes, to show how they look.
weekly_report:
  schedul: "@weekly"
  start_date: 2026-01-01
  tasks:
    - task_id: hello
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo hello
      dependencies: [helo]
"""


def main(folder: Path) -> None:
    """Show a good and a failed store."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as place, chromium(find_program("chromium")) as browser:
        root = Path(place)
        specs = copy_dags(root)
        for name, (storage, pages) in STORES.items():
            storage(root / name, now)
            shoot(browser, root / name, specs, pages, folder)


def copy_dags(root: Path) -> Path:
    """The shipped specs with their templates, and one spec with mistakes."""
    shutil.copytree(ROOT / "dags", root / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    specs = root / "dags" / "configs"
    (specs / "weekly_report.yaml").write_text(BAD_SPEC)
    return specs


def write_good(storage: Path, now: datetime) -> None:
    """Sixty days, one in nine failed, and a record that was cut off in the middle."""
    records.write_history(storage, 60, now - timedelta(minutes=7))
    before = now - timedelta(days=3, hours=2)
    broken = records.write_text(storage, records.run_id(before, "manual"), '{"version": 1, "dag')
    os.utime(storage / "records" / f"{broken}.json", (before.timestamp(), before.timestamp()))


def write_failed(storage: Path, now: datetime) -> None:
    """Eight good days, and a failure four minutes ago."""
    records.write_history(storage, 5, now - timedelta(days=1))
    records.write(storage, Plan(began=now - timedelta(minutes=4), state="failed", failed_at="load_data"))


STORES = {
    "good": (
        write_good,
        {"success": "/", "runs": "/runs", "model": "/model", "spec-with-errors": "/specs/weekly_report.yaml"},
    ),
    "failed": (write_failed, {"failure": "/"}),
}


def shoot(browser: Browser, storage: Path, specs: Path, pages: dict[str, str], folder: Path) -> None:
    """Take each page in the ways in which it is shown."""
    extra = {"MONITOR_SPECS": str(specs), "MONITOR_AIRFLOW_PUBLIC_URL": "http://airflow.example.com"}
    with serve(storage, storage.with_suffix(".sqlite"), extra) as url:
        for size, theme in product(SIZES, THEMES):
            chosen = {name: path for name, path in pages.items() if name in SHOWN[size, theme]}
            with window(browser, size, theme) as context:
                _pictures(context, url, chosen, folder, f"{theme}-{size}")


def _pictures(context: BrowserContext, url: str, pages: dict[str, str], folder: Path, kind: str) -> None:
    page = context.new_page()
    for name, path in pages.items():
        page.goto(url + path)
        width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, HIGHEST)}
        page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True, clip=clip)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")
