"""Makes the Flask app from its settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_bootstrap import Bootstrap5

from monitor import moments, pages, written
from monitor.edge import Edge
from monitor.logs import set_up
from monitor.monitor import assemble
from monitor.problems import handle_errors
from monitor.run_id import RunIdConverter
from monitor.security import MOST_BYTES_OF_A_REQUEST, refuse_bodies
from monitor.settings import Settings
from monitor.views import BLUEPRINTS


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] = moments.now) -> Flask:
    """Make the app; without settings they come from the environment."""
    app = Flask("monitor")
    app.config.update(
        BOOTSTRAP_SERVE_LOCAL=True,
        MAX_CONTENT_LENGTH=MOST_BYTES_OF_A_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    monitor = assemble(settings or Settings.from_environ(os.environ), clock)
    app.extensions["monitor"] = monitor
    app.before_request(monitor.poller.start)
    app.before_request(refuse_bodies)
    app.url_map.converters["run_id"] = RunIdConverter
    app.url_map.strict_slashes = False
    Bootstrap5(app)
    set_up(app.logger)
    app.wsgi_app = Edge(app.wsgi_app, app.logger)  # type: ignore[method-assign]  # as Flask's manual says
    handle_errors(app)
    pages.prepare(app)
    written.prepare(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
