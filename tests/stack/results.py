"""The outcome of the last stack tests, kept as figures and as a page of the documentation."""

import json
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

Each is struck while a run is under way, two workers up. After each, the published files are compared with the
hashes of the manifest, and every service has to become healthy by itself.

| fault | struck during | what has to come of it | run ended | run | healthy after | images | when |
|---|---|---|---|---|---|---|---|
{faults}
"""


class Results:
    """What was found, by name; a new finding takes the place of the old one."""

    def __init__(self, folder: Path, images: str) -> None:
        self.file = folder / "stack-results.json"
        self.page = folder / "stack-results.md"
        self.images = images
        known = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
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

    def _origin(self) -> dict[str, str]:
        return {"images": self.images, "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M")}

    def _write(self) -> None:
        found = {"figures": self.figures, "faults": self.faults}
        self.file.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        text = PAGE.format(figures=table(self.figures), faults=table(self.faults))
        self.page.write_text(text, "utf-8")


def table(rows: dict[str, dict[str, Any]]) -> str:
    """The rows of a Markdown table."""
    return "\n".join("| " + " | ".join([name, *map(str, row.values())]) + " |" for name, row in rows.items())
