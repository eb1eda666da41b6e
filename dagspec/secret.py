"""Knows secrets by their looks: values of telling names, passwords within addresses and commands.

What is printed is masked rather too often. What a check reports is written out for sure: no variable, no
template, no call stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

MASK = "***"

_NAME = re.compile(
    r"passw(or)?d|passphrase|secret|token|api_?key|private_?key|access_?key|fernet|credential|authorization",
    re.IGNORECASE,
)
_URL = re.compile(r"([a-z][a-z0-9+.\-]{0,30}://[^\s:/@]*):[^\s@/]+@", re.IGNORECASE)
_HEADER = re.compile(r"\b(bearer|basic)\s+[\w\-.~+/=]{6,}", re.IGNORECASE)
_OPTION = re.compile(
    r"((?:password|passwd|secret|token|api_?key|access_?key|private_?key)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&{,;]+",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(\b(?:curl|wget)\b[^\n|;]{0,200}?\s(?:-u|--user)[\s=]*[\"']?[^\s:\"'${]+):[^\s\"'${]+")

_VALUE = r"[\"']?(?!true\b|false\b|none\b|null\b|\d+\b|-)(?>[^\s\"'&{}$%*<>,;()\[\]]{4,})(?![(\[])"
_IN_CLEAR = (
    re.compile(r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----|gh[pousr]_\w{36}"),
    re.compile(r"://[^/\s:@{]+:[^/\s:@{]+@"),
    re.compile(rf"(?:password|passwd|secret|token|(?:api|access|private)[_-]?key)={_VALUE}", re.IGNORECASE),
    re.compile(rf"\s--(?:password|passwd|token|api-?key)\s+{_VALUE}", re.IGNORECASE),
    re.compile(r"\bauthorization:\s*(?:bearer|basic)\s+[\w\-.~+/=]{6,}", re.IGNORECASE),
    _LOGIN,
)


def is_secret(names: Iterable[object]) -> bool:
    """Tell whether a value below these keys is one that nobody should see."""
    return any(_NAME.search(str(name)) for name in names)


@lru_cache(maxsize=8192)  # specs have most of their texts in common
def is_in_clear(text: str) -> bool:
    """Tell whether a secret is written out in a text."""
    return any(pattern.search(text) for pattern in _IN_CLEAR)


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
    text = _LOGIN.sub(rf"\1:{MASK}", text)
    text = _HEADER.sub(rf"\1 {MASK}", text)
    return _OPTION.sub(rf"\g<1>{MASK}", text)


def _is_reference(value: object) -> bool:
    """Tell whether text only says where the secret is kept: a template or an environment variable."""
    return isinstance(value, str) and re.fullmatch(r"\{\{[^{}'\"]*\}\}|\$\{\w+\}", value.strip()) is not None
