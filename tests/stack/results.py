"""The outcome of the last stack tests, kept as figures and as a page of the documentation."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = """# What the stack test found last

Written by `make test-stack`; the same as figures: [stack-results.json](stack-results.json). A part of the
test that is run alone renews its own lines.

## From nothing to a green run

| what | figure | images | when |
|---|---|---|---|
{figures}

## One fault after another

Each is struck while a task runs, two workers up; a slow disk makes the tasks last. After each, the published
files are compared with the hashes of the manifest, every service has to be healthy, and it is looked up that
the blow was felt: a retried task has a second try, a restarted service a later start. *held* says yes when
all of that was so.

| fault | struck during | expected outcome | run ended | run | tries | healthy after | held | images | when |
|---|---|---|---|---|---|---|---|---|---|
{faults}
"""


FIGURE_COLUMNS = ("value", "images", "when")
FAULT_COLUMNS = ("task", "expected", "ended", "run", "tries", "healthy", "held", "images", "when")


@dataclass(frozen=True)
class Outcome:
    """What came of the tests of one session."""

    passed: int
    expected: int
    failed: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every test there is has passed: none was left out, skipped or broken off."""
        return self.failed == 0 and self.passed == self.expected


class Results:
    """What was found, by name; a new finding takes the place of the old one."""

    def __init__(self, folder: Path, images: str) -> None:
        self.file = folder / "stack-results.json"
        self.page = folder / "stack-results.md"
        self.images = images
        known: dict[str, Any] = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        self.figures: dict[str, dict[str, Any]] = known.get("figures", {})
        self.faults: dict[str, dict[str, Any]] = known.get("faults", {})

    def add_figure(self, name: str, value: str) -> None:
        """Keeps one figure."""
        self.figures[name] = {"value": value, **self._origin()}
        self._write()

    def add_fault(self, name: str, **columns: str) -> None:
        """Keeps the outcome of one fault."""
        self.faults[name] = {**columns, **self._origin()}
        self._write()

    def add_whole_run(self, outcome: Outcome, seconds: float) -> None:
        """Keeps that all tests were green in one run; a part of the test says nothing about the whole."""
        if outcome.is_whole:
            self.add_figure("whole run", f"passed {outcome.passed} tests in {seconds / 60:.0f} min")

    def _origin(self) -> dict[str, str]:
        return {"images": self.images, "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M")}

    def _write(self) -> None:
        found = {"figures": self.figures, "faults": self.faults}
        self.file.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        text = PAGE.format(
            figures=table(self.figures, FIGURE_COLUMNS), faults=table(self.faults, FAULT_COLUMNS)
        )
        self.page.write_text(text, "utf-8")


def table(rows: dict[str, dict[str, Any]], columns: tuple[str, ...]) -> str:
    """The rows of a Markdown table; a dash stands where an older row has nothing."""
    lines = ([name, *(str(row.get(column, "-")) for column in columns)] for name, row in rows.items())
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def name_images() -> str:
    """Which images the stack is made of: the public ones, or stand-ins that the caller names."""
    return "stand-ins" if "POSTGRES_IMAGE" in os.environ else "public"
