"""What a user of the command line asked for and cannot have: exit code 2, one line that says why."""


class WrongUsageError(Exception):
    """A path, a name or a combination of options that makes no sense; the message is for the user."""
