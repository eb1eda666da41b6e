"""Environment variables in a spec: `${NAME}`, `${NAME:-default}`, and `$${NAME}` for the text `${NAME}`.

They are filled in value by value, after the YAML was read, so that no value can change the structure of
the file. Braces, colons and commas inside `${...}` are hidden from the YAML reader by characters of the
same width: every place stays what the author sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# As in a shell; anything else in ${...}, such as ${name%.csv}, is left to the shell that will see it.
# That the first "$" is no option lets the search skip from one to the next.
_WRITTEN = re.compile(r"\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}\n]*))?\}")
_SPECIAL = "{}:,[]#&*!|>%@`"
_HIDDEN = "".join(chr(0xE000 + number) for number in range(len(_SPECIAL)))
_HIDE = str.maketrans(_SPECIAL, _HIDDEN)
_SHOW = str.maketrans(_HIDDEN, _SPECIAL)
# dag-factory's own examples begin paths and the paths of URIs with a bare $NAME. Anywhere else it is left
# to the shell, which is who most commands write it for.
_PATH = re.compile(r"(?:^|(?<=://)|(?<=:///))\$([A-Za-z_][A-Za-z0-9_]*)(?=/|$)")


def hide(text: str) -> str:
    """Return the text with every `${NAME}` made harmless for the YAML reader, place by place."""
    return _WRITTEN.sub(lambda match: _hidden(match[0]), text) if "${" in text else text


@lru_cache(maxsize=4096)  # specs of one making ask for the same variables
def _hidden(written: str) -> str:
    return written.translate(_HIDE)


def show(text: str) -> str:
    """Return hidden text as it was written."""
    return text.translate(_SHOW)


def fill_in(text: str, environment: Mapping[str, str], undefined: list[str]) -> str:
    """Return the shown text with its variables filled in; names without a value are added to `undefined`."""

    def value(match: re.Match[str]) -> str:
        escaped, name, default = match.groups()
        if escaped:
            return match[0][1:]
        found = environment.get(name) or default  # `:-` also stands in for an empty value, as in a shell
        if found is None:
            found = environment.get(name)
        if found is None:
            undefined.append(name)
        return match[0] if found is None else found

    filled = _WRITTEN.sub(value, text)
    if "$" not in filled:
        return filled
    return _PATH.sub(lambda match: environment.get(match[1], match[0]), filled, count=1)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the variables that a file asks for, each once, in order."""
    return tuple(dict.fromkeys(match[2] for match in _WRITTEN.finditer(text) if not match[1]))
