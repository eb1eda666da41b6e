"""Reads docstrings: the first line, and what is said about each parameter."""

from __future__ import annotations

import re
import textwrap

_SPHINX = re.compile(r"^:param\s+(?:[\w.\[\]| ]+\s)?\*{0,2}(\w+):\s*(.*)$")
_NUMPY = re.compile(r"^(\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::.*)?$")
_GOOGLE = re.compile(r"^(\*{0,2}\w+)\s*(?:\([^)]*\))?:\s*(.*)$")
_NUMPY_SECTIONS = ("Parameters", "Other Parameters")
_GOOGLE_SECTIONS = ("Args:", "Arguments:", "Parameters:", "Keyword Args:")


def summary(docstring: str) -> str:
    """Return the first paragraph on one line."""
    paragraph = docstring.strip().split("\n\n", 1)[0]
    return " ".join(paragraph.split())


def parameter_docs(docstring: str) -> dict[str, str]:
    """Return what a docstring in Sphinx's, numpy's or Google's style says about each parameter."""
    lines = textwrap.dedent(docstring.expandtabs()).splitlines()
    if lines and not lines[0][:1].isspace():
        lines = [lines[0], *textwrap.dedent("\n".join(lines[1:])).splitlines()]
    return {**_google(lines), **_numpy(lines), **_sphinx(lines)}


def _sphinx(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    name = None
    for line in lines:
        text = line.strip()
        if match := _SPHINX.match(text):
            name = match[1]
            found[name] = match[2]
        elif text.startswith(":") or not text:
            name = None
        elif name is not None:
            found[name] = f"{found[name]} {text}".strip()
    return found


def _numpy(lines: list[str]) -> dict[str, str]:
    rules = [index for index, line in enumerate(lines) if set(line.strip()) == {"-"}]
    found: dict[str, str] = {}
    for rule, following in zip(rules, [*rules, len(lines) + 1][1:], strict=True):
        heading = lines[rule - 1] if rule else ""
        if heading.strip() in _NUMPY_SECTIONS:
            found.update(_section(lines[rule + 1 : following - 1], _NUMPY, indent=_indent(heading)))
    return found


def _google(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start, line in enumerate(lines[:-1]):
        if line.strip() in _GOOGLE_SECTIONS:
            found.update(_section(lines[start + 1 :], _GOOGLE, indent=_indent(lines[start + 1])))
    return found


def _section(lines: list[str], heading: re.Pattern[str], *, indent: int) -> dict[str, str]:
    """Read entries that stand at one indentation, each explained by the deeper lines below it."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if _indent(line) > indent:
            found.update({name: f"{found[name]} {text}".strip() for name in names})
            continue
        match = heading.match(text)
        if match is None or _indent(line) < indent:
            break
        names = [name.strip().lstrip("*") for name in match[1].split(",")]
        explained = match[2] if match.re.groups > 1 else ""
        found.update(dict.fromkeys(names, explained))
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
