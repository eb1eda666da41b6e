"""JSON answers with an ETag: what did not change is not sent again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

from flask import Response, request

# They change with every second and say nothing new: two answers that differ only here are the same.
PASSING = frozenset({"as_of", "age_seconds", "tried_at"})

View = TypeVar("View")


class Words(NamedTuple):
    """A body as it is sent, with its tag."""

    text: bytes
    tag: str


def answer(body: Mapping[str, object], status: int = 200) -> Response:
    """Send the body, or 304 when the caller has it already."""
    return send(_put_into_words(body), status)


class Teller(Generic[View]):
    """Answers about a view; the same view is put into words once, however often it is asked for."""

    def __init__(self, describe: Callable[[View], Mapping[str, object]]) -> None:
        self._describe = describe
        self._told: tuple[View, Words] | None = None

    def __call__(self, view: View) -> Response:
        """Send what is said about the view."""
        return send(self._words(view))

    def tag(self, view: View) -> str:
        """The ETag that the answer about the view has."""
        return self._words(view).tag

    def _words(self, view: View) -> Words:
        told = self._told
        if told is None or told[0] is not view:
            told = self._told = (view, _put_into_words(self._describe(view)))
        return told[1]


def _put_into_words(body: Mapping[str, object]) -> Words:
    return tagged(json.dumps(body, allow_nan=False), lasting_text(body))


def tagged(text: str, lasting: str) -> Words:
    """A body with the tag that follows from what lasts of it."""
    return Words(text.encode(), f'W/"{hashlib.sha256(lasting.encode()).hexdigest()[:24]}"')


def send(words: Words, status: int = 200) -> Response:
    """Send the words, or 304 when the caller has them already."""
    response = Response(words.text, status, content_type="application/json")
    response.headers["ETag"] = words.tag
    if "HTTP_IF_NONE_MATCH" in request.environ:
        response.make_conditional(request)  # changes the response itself
    return response


def lasting_text(body: object) -> str:
    """The body without what passes: equal texts are equal answers."""
    return json.dumps(_lasting(body), sort_keys=True, allow_nan=False)


def _lasting(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _lasting(each) for name, each in value.items() if name not in PASSING}
    if isinstance(value, list | tuple):
        return [_lasting(each) for each in value]
    return value
