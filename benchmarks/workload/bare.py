"""The least that Flask can do: one route that answers bytes read at the start."""

import os
from pathlib import Path

from flask import Flask, Response


def create_app() -> Flask:
    """The app; BARE_ANSWER names the file of the bytes."""
    body = Path(os.environ["BARE_ANSWER"]).read_bytes()
    app = Flask("bare")

    @app.get("/api/status")
    def status() -> Response:
        return Response(body, content_type="application/json")

    return app
