"""The part of a URL that names a run: only an id that is safe as a file name gets through."""

from __future__ import annotations

from werkzeug.routing import BaseConverter, ValidationError

from pipeline_tasks.errors import BadArgument
from pipeline_tasks.storage import RUN_ID, check_run_id


class RunIdConverter(BaseConverter):
    """Lets a run id through a URL rule; anything else is not found before a view sees it."""

    regex = RUN_ID.pattern

    def to_python(self, value: str) -> str:
        """Take the id out of the URL; the pattern alone would let `..` pass."""
        try:
            return check_run_id(value)
        except BadArgument as bad:
            raise ValidationError from bad
