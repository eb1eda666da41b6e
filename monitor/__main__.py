"""Starts the monitor under gunicorn: python -m monitor."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]  # it ships no types

CONFIG = Path(__file__).parents[1] / "deploy" / "gunicorn.conf.py"


def main() -> None:
    """Run gunicorn with the settings of deploy/, in this process."""
    sys.argv = [
        "gunicorn",
        "-c",
        os.environ.get("MONITOR_GUNICORN_CONF", str(CONFIG)),
        "monitor:create_app()",
    ]
    run()


if __name__ == "__main__":
    main()
