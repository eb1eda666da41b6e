"""Keeps secrets out of what is printed: values of telling names, and passwords within addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MASK = "***"

_NAME = re.compile(
    r"passw(or)?d|passphrase|secret|token|api_?key|private_?key|access_?key|fernet|credential|authorization",
    re.IGNORECASE,
)
_URL = re.compile(r"([a-z][a-z0-9+.\-]*://[^\s:/@]*):[^\s@/]+@", re.IGNORECASE)
_HEADER = re.compile(r"\b(bearer|basic)\s+[\w\-.~+/=]{6,}", re.IGNORECASE)
_OPTION = re.compile(
    r"((?:password|passwd|secret|token|api_?key)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&{,;]+", re.IGNORECASE
)


def is_secret(names: Iterable[object]) -> bool:
    """Tell whether a value below these keys is one that nobody should see."""
    return any(_NAME.search(str(name)) for name in names)


def masked(value: Any, names: Iterable[object] = ()) -> Any:
    """Return a value as it may be shown; `names` are the keys that lead to it."""
    path = tuple(names)
    if isinstance(value, dict):
        return {key: masked(item, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, path) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if is_secret(path) and not _is_reference(value):
        return MASK
    return masked_text(value) if isinstance(value, str) else value


def masked_text(text: str) -> str:
    """Return text without the passwords that stand in it."""
    text = _URL.sub(rf"\1:{MASK}@", text)
    text = _HEADER.sub(rf"\1 {MASK}", text)
    return _OPTION.sub(rf"\g<1>{MASK}", text)


def _is_reference(value: object) -> bool:
    """Tell whether text only says where the secret is kept: a template or an environment variable."""
    return isinstance(value, str) and re.fullmatch(r"\{\{[^{}'\"]*\}\}|\$\{\w+\}", value.strip()) is not None
