"""The description of the interfaces, for programs and for people."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from monitor.conditional import answer
from monitor.monitor import current
from monitor.openapi import document, operations

docs = Blueprint("docs", __name__)


@docs.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return answer(document())


@docs.get("/docs")
def show_docs() -> str:
    """The same document as a page."""
    return render_template("docs.html", view=current().look(), document=document(), operations=operations())
