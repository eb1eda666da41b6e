"""DS601: what keeps Jinja from reading a template."""

from __future__ import annotations

from dagspec import codes
from dagspec.catalogue.jinja import Mention
from dagspec.diagnostic import Diagnostic
from dagspec.rules.template_names import Placer

# Jinja's words for what the end of the text cuts off: the sign that opened it, its end, what to do.
_OPEN = {
    "'end of print statement'": ("{{", "}}", "add the '}}'"),
    "'end of statement block'": ("{%", "%}", "add the '%}'"),
    "end of comment tag": (
        "{#",
        "#}",
        "'{#' opens a comment of Jinja: put text that has it between {% raw %} and {% endraw %}",
    ),
}


def unreadable(error: Mention, text: str, place: Placer) -> Diagnostic:
    """Return the finding for a template that Jinja cannot read: at what stays open, or where it gave up."""
    for words, (opening, closing, hint) in _OPEN.items():
        offset = text.rfind(opening)
        if words in error.word and offset >= 0:
            message = f"the template cannot be read: '{opening}' is never closed by '{closing}'"
            return codes.TEMPLATE_SYNTAX.at(place(opening, offset), message, hint)
    word = _word_at(text, error.offset)
    return codes.TEMPLATE_SYNTAX.at(place(word, error.offset), f"the template cannot be read: {error.word}")


def _word_at(text: str, offset: int) -> str:
    rest = text[offset:]
    word = next((mark for mark in ("{{", "}}", "{%", "%}", "{#") if rest.startswith(mark)), "")
    word = word or (rest.split(None, 1)[0] if rest.split() else text[-1:])
    end = next((i for i, c in enumerate(word) if i and not c.isalnum() and c != "_"), len(word))
    return word[:end] or word[:1]
