"""The Prometheus expressions of Grafana's dashboards."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What Grafana puts in for its own variables.
VARIABLES = {"$__rate_interval": "2m", "$__range": "1h", "$__interval": "1m", "$dag": ".*"}


def read_expressions(folder: Path) -> list[str]:
    """Every expression of every panel and variable, with Grafana's variables filled in."""
    found = [
        target["expr"]
        for file in sorted(folder.glob("*.json"))
        for panel in walk(json.loads(file.read_text("utf-8"))["panels"])
        for target in panel.get("targets", [])
    ]
    return [fill(text) for text in found]


def walk(panels: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The panels, those inside of rows too."""
    for panel in panels:
        yield panel
        yield from walk(panel.get("panels", []))


def fill(expression: str) -> str:
    """The expression as Grafana would send it."""
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression
