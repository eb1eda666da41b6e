"""How a value of a kind is written in YAML, for who wrote it another way."""

from __future__ import annotations

from collections.abc import Collection

_TRUTHS = {
    **dict.fromkeys(("yes", "y", "on", "1", "true", "t"), "true"),
    **dict.fromkeys(("no", "n", "off", "0", "false", "f"), "false"),
}
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_WORDS)}
_FORMS = {
    "boolean": "write true or false",
    "integer": "write digits only, such as 3",
    "number": "write a number, such as 0.5",
    "object": "write a mapping: lines with 'key: value', or {key: value}",
    "array": "write a list: lines that begin with '- ', or [a, b]",
    "string": "write a single text",
}


def how_to_write(text: str, kinds: Collection[str]) -> str:
    """Return a hint for a value that is of none of the kinds, which are those of JSON Schema."""
    word = text.strip().lower()
    if "boolean" in kinds and word in _TRUTHS:
        return f"write {_TRUTHS[word]}"
    if word in _NUMBERS and ("integer" in kinds or "number" in kinds):
        return f"write {_NUMBERS[word]}"
    return next((form for kind, form in _FORMS.items() if kind in kinds), "")
