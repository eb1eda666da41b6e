"""The errors that the tasks raise on purpose, each with what was expected and what came."""

from __future__ import annotations


class PipelineError(ValueError):
    """A task cannot go on; the message says what was expected and what came."""


class BadArgument(PipelineError):
    """A value from the spec is not one the task can work with."""


class BadData(PipelineError):
    """The data cannot be used; the message lists every fault that was found."""


class BadSplit(PipelineError):
    """The training and test parts do not have the shape or the separation they must have."""


class NotConverged(PipelineError):
    """The solver stopped before it found the minimum."""


class GateFailed(PipelineError):
    """A score is below the minimum of the spec, so the model is not published."""


class RunFailed(PipelineError):
    """A task of the run failed, so the run has to end failed."""
