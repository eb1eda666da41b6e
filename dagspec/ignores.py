"""Findings that the author has judged: `# dagspec: ignore[DS123] reason` in the line or the line above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from dagspec import codes
from dagspec.diagnostic import Diagnostic
from dagspec.tree import Place

# So many comments without a reason are shown; nobody reads more.
MOST = 1_000
_COMMENT = re.compile(r"#\s*dagspec:\s*ignore\[([A-Z0-9, ]*)\](.*)$", re.MULTILINE)


def without(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the findings that nobody ignores, and one for each ignoring comment without a reason."""
    ignored: set[tuple[str, int, str]] = set()
    for file, text in texts.items():
        if "dagspec:" in text:
            yield from islice(_read(file, text, ignored), MOST)
    for diagnostic in found:
        if (diagnostic.file, diagnostic.line, diagnostic.code) not in ignored:
            yield diagnostic


def _read(file: str, text: str, ignored: set[tuple[str, int, str]]) -> Iterator[Diagnostic]:
    for match in _COMMENT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        start = text.rfind("\n", 0, match.start()) + 1
        names = [name.strip() for name in match[1].split(",") if name.strip()]
        if not match[2].strip() or not names:
            column = match.start() - start + 1
            place = Place(file, line, column, line, column + len(match[0]))
            hint = "write '# dagspec: ignore[DS123] because ...'"
            yield codes.IGNORE_WITHOUT_REASON.at(place, "an ignore comment needs a code and a reason", hint)
            continue
        stands_alone = not text[start : match.start()].strip()
        ignored.update((file, line + stands_alone, name) for name in names)
