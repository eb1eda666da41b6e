"""How a command ends: its exit code, and wrong usage with one line that says why."""

CLEAN, FOUND, USAGE, FAULT = 0, 1, 2, 3


class WrongUsageError(Exception):
    """A path, a name or a combination of options that makes no sense; the message is for the user."""
