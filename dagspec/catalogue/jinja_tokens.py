"""The tokens of a template with their offsets, which Jinja itself does not keep."""

from __future__ import annotations

import re

from jinja2 import Environment, TemplateSyntaxError
from jinja2.lexer import Token

from dagspec.catalogue.jinja import Mention

_OPEN_BLOCK = re.compile(r"needs to be closed is '(\w+)'")


class Tokens:
    """Reads the tokens once and notes where each word stands first, by what is before it."""

    def __init__(self, environment: Environment, text: str) -> None:
        self.found: list[tuple[Token, int]] = []
        self.error: Mention | None = None
        self._length = len(text)
        self._first: dict[tuple[str, str], int] = {}
        self._members: dict[tuple[str, str], int] = {}
        end = 0
        try:
            for entry in environment.lexer.tokeniter(text, None):
                start = max(text.find(entry[2], end), end)
                end = start + len(entry[2])
                inner = start + (entry[1] == "string")  # past the quote
                self.found += [(token, inner) for token in environment.lexer.wrap(iter([entry]))]
        except TemplateSyntaxError as error:
            self.error = Mention(words_of(error), min(end, max(len(text) - 1, 0)))
        self._note()

    def _note(self) -> None:
        role, owner, sign = "", "", ""
        for token, offset in self.found:
            word = str(token.value)
            if token.type == "name":
                self._first.setdefault((word, role), offset)
            elif token.type in {"string", "integer", "float"}:
                self._first.setdefault((word, "constant"), offset)
            if sign in {".", "["}:
                self._members.setdefault((owner, word), offset)
            if not (role == "is" and word == "not"):
                role = _role(token)
            owner, sign = (owner, word) if word in {".", "["} else (word, "")

    def name(self, word: str) -> int:
        """Return where a name stands first that is neither an attribute nor a filter nor a test."""
        return self._first.get((word, ""), 0)

    def filter(self, word: str) -> int:
        """Return where a filter stands first."""
        return self._first.get((word, "filter"), 0)

    def test(self, word: str) -> int:
        """Return where a test stands first."""
        return self._first.get((word, "is"), 0)

    def constant(self, word: str) -> int:
        """Return where a text or number stands first."""
        return self._first.get((word, "constant"), 0)

    def member(self, owner: str, name: str) -> int:
        """Return where ``owner.name`` or ``owner['name']`` has its second word."""
        return self._members.get((owner, name), self.name(owner))

    def offset_of_failure(self, current: Token, message: str) -> int:
        """Return the offset of the token at which a parser gave up; of the open block, at the end."""
        for token, offset in self.found:
            if token is current:
                return offset
        block = _OPEN_BLOCK.search(message)
        starts = [offset for token, offset in self.found if block and token.value == block[1]]
        return starts[-1] if starts else max(self._length - 1, 0)


def _role(token: Token) -> str:
    """Say what a name after this token is."""
    if token.type == "pipe" or token.test("name:filter"):
        return "filter"
    if token.test("name:is"):
        return "is"
    return "attribute" if token.type == "dot" else ""


def words_of(error: TemplateSyntaxError) -> str:
    """Return Jinja's message, or a plainer one for a block that stays open."""
    message = (error.message or "cannot be read").strip().rstrip(".")
    block = _OPEN_BLOCK.search(message)
    if block:
        return f"'{{% {block[1]} %}}' is never closed by '{{% end{block[1]} %}}'"
    return message[:1].lower() + message[1:]
