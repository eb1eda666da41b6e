"""DS311: email addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagspec import codes
from dagspec.rules.findings import Finding, place_of
from dagspec.rules.tasks import is_template, is_unset
from dagspec.tree import Pair, Scalar, Sequence

# `name@host`, alone or as `A Name <name@host>`; anything stricter refuses addresses that work.
_ADDRESS = re.compile(r"(?:[^<>]*<)?\s*[^@\s<>,;]+@[^@\s<>,;]+\s*>?")


def check_addresses(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for each text that cannot be an email address."""
    nodes = pair.value.items if isinstance(pair.value, Sequence) else (pair.value,)
    for node in nodes:
        text = node.value if isinstance(node, Scalar) else None
        if not isinstance(text, str) or is_template(text) or is_unset(text):
            continue
        wrong = [part.strip() for part in re.split(r"[,;]", text) if not _ADDRESS.fullmatch(part.strip())]
        if wrong:
            message = f"'{wrong[0]}' is not an email address"
            place = place_of(pair) if node is pair.value else node.place
            yield Finding(codes.BAD_EMAIL.at(place, message, "expected name@example.com"), node, pair.alias)
