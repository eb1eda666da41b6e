"""The Prometheus expressions of Grafana's dashboards."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What Grafana puts in for its own variables.
VARIABLES = {"$__rate_interval": "2m", "$__range": "1h", "$__interval": "1m", "$dag": ".*"}


def read_expressions(folder: Path) -> list[str]:
    """Every expression of every panel and variable, with Grafana's variables filled in."""
    boards = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    asked = [
        target["expr"]
        for board in boards
        for panel in walk(board["panels"])
        for target in panel.get("targets", [])
    ]
    variables = [
        as_expression(each["query"]["query"]) for board in boards for each in board["templating"]["list"]
    ]
    return [fill(text) for text in asked + variables]


def as_expression(variable: str) -> str:
    """What a variable of Grafana asks for, as Prometheus takes it: label_values(metric, label)."""
    found = re.fullmatch(r"label_values\((.+), (\w+)\)", variable)
    assert found, f"expected label_values(metric, label), got {variable}"
    return f"count by ({found[2]}) ({found[1]})"


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
